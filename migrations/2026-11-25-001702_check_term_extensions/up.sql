-- 延长办案期限: 行政处罚法 第六十条. An extension has a length, and names who approved it, why, and by which law.
ALTER TABLE anjuan.case_step
    ADD CONSTRAINT case_step_term_extension CHECK (step <> 'extend_term' OR (
        (content ->> 'length')::int >= 1 AND length(content ->> 'approved_by') > 0
        AND length(content ->> 'reason') > 0 AND length(content ->> 'basis') > 0));
