-- 电子送达确认 (行政处罚法 第六十一条): what a confirmation says, that a withdrawal names the confirmation it ends, and that it ends once.

ALTER TABLE anjuan.case_step ADD CONSTRAINT case_step_service_consent CHECK (step <> 'consent_service' OR (
    content ->> 'party' IS NOT NULL AND CASE content ->> 'kind'
        WHEN 'given' THEN jsonb_array_length(content -> 'addresses') > 0 AND content ->> 'consent_id' IS NULL
        WHEN 'withdrawn' THEN content ->> 'consent_id' IS NOT NULL
        ELSE false END) IS TRUE);

CREATE UNIQUE INDEX case_step_consent_withdrawn_once ON anjuan.case_step (agency_id, (content ->> 'consent_id'))
    WHERE step = 'consent_service' AND content ->> 'consent_id' IS NOT NULL;
