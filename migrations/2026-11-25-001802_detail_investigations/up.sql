-- 调查取证: what the statutory document of each kind holds, and what becomes of what was preserved (行政处罚法 第五十五条, 第五十六条).

ALTER TABLE anjuan.investigation_act
    ADD COLUMN details jsonb NOT NULL DEFAULT '{}' CONSTRAINT investigation_act_details CHECK (jsonb_typeof(details) = 'object'),
    DROP CONSTRAINT investigation_act_kind,
    ADD CONSTRAINT investigation_act_kind CHECK (kind IN ('inquiry', 'site_inspection', 'evidence_collection', 'sampling',
        'registered_preservation', 'expert_opinion')),
    -- 行政处罚法 第五十六条: approved by the head beforehand, with a list. Acts of before this rule stay as they are.
    ADD CONSTRAINT investigation_act_preserved CHECK (kind <> 'registered_preservation' OR (
        details #>> '{preservation,approval,approved_by}' IS NOT NULL
        AND (details #>> '{preservation,approval,approved_at}')::timestamptz <= performed_at
        AND jsonb_array_length(details #> '{preservation,items}') > 0) IS TRUE) NOT VALID;

ALTER TABLE anjuan.case_step ADD CONSTRAINT case_step_disposition CHECK (step <> 'dispose_preserved' OR (
    cardinality(certificate_ids) >= 2 AND jsonb_array_length(content -> 'items') > 0
    AND content ->> 'act_id' IS NOT NULL AND content ->> 'approved_by' IS NOT NULL) IS TRUE);
