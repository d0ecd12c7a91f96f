-- 并案, 分案: both sides of the link are there, and a case is merged into another once.

ALTER TABLE anjuan.case_step
    ADD CONSTRAINT case_step_merger CHECK (step <> 'merge_case' OR (
        content ->> 'other_case_id' IS NOT NULL AND content ->> 'other_case_id' <> case_id::text
        AND coalesce(content ->> 'role', 'absorbs') IN ('absorbs', 'absorbed')) IS TRUE),
    ADD CONSTRAINT case_step_split CHECK (step <> 'split_case' OR (
        content ->> 'other_case_id' IS NOT NULL AND content ->> 'other_case_id' <> case_id::text
        AND cardinality(certificate_ids) >= 2) IS TRUE);

CREATE UNIQUE INDEX case_step_merged_once ON anjuan.case_step (agency_id, case_id)
    WHERE step = 'merge_case' AND (content ->> 'role') = 'absorbed';
