-- 承办人变更: a new set of handling officers is a new revision, as with tags; the case's row says which one counts.

ALTER TABLE anjuan.case_file
    ADD COLUMN officer_revision int NOT NULL DEFAULT 1 CONSTRAINT case_file_officer_revision CHECK (officer_revision > 0);
GRANT UPDATE (officer_revision) ON anjuan.case_file TO anjuan_app;

ALTER TABLE anjuan.case_officer
    ADD COLUMN revision int NOT NULL DEFAULT 1 CONSTRAINT case_officer_revision CHECK (revision > 0),
    DROP CONSTRAINT case_officer_key,
    ADD CONSTRAINT case_officer_key PRIMARY KEY (agency_id, case_id, revision, officer_id);

-- 行政处罚法 第四十二条: two officers at least.
ALTER TABLE anjuan.case_step ADD CONSTRAINT case_step_handlers CHECK (step <> 'change_handlers' OR (
    cardinality(certificate_ids) >= 2 AND jsonb_array_length(content -> 'officer_ids') = cardinality(certificate_ids)
    AND content ->> 'decided_by' IS NOT NULL) IS TRUE);
