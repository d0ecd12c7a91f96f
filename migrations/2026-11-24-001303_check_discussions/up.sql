-- 集体讨论: at least two heads, and a conclusion (行政处罚法 第五十七条).

ALTER TABLE anjuan.case_step
    ADD CONSTRAINT case_step_discussion CHECK (step <> 'discuss'
        OR (jsonb_typeof(content -> 'members') = 'array' AND jsonb_array_length(content -> 'members') >= 2
            AND content ->> 'outcome' IS NOT NULL AND content ->> 'conclusion' IS NOT NULL) IS TRUE);
