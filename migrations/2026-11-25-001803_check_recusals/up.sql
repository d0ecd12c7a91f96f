-- 回避 (行政处罚法 第四十三条): who is concerned and who decides; each request is decided once, and not by the one it concerns.

ALTER TABLE anjuan.case_step
    ADD CONSTRAINT case_step_recusal CHECK (step <> 'request_recusal' OR (
        content #>> '{concerned,name}' IS NOT NULL
        AND content ->> 'ground' IN ('direct_interest', 'other_relation')) IS TRUE),
    ADD CONSTRAINT case_step_recusal_decision CHECK (step <> 'decide_recusal' OR (
        content ->> 'recusal_id' IS NOT NULL AND content ->> 'decided_by' IS NOT NULL
        AND jsonb_typeof(content -> 'granted') = 'boolean') IS TRUE);

CREATE UNIQUE INDEX case_step_recusal_decided_once ON anjuan.case_step (agency_id, case_id, (content ->> 'recusal_id'))
    WHERE step = 'decide_recusal';
