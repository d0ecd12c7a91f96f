DROP INDEX anjuan.case_step_evidence_excluded_once;
ALTER TABLE anjuan.case_step
    DROP CONSTRAINT case_step_off_site_notice,
    DROP CONSTRAINT case_step_evidence_exclusion,
    DROP CONSTRAINT case_step_evidence_examination,
    DROP CONSTRAINT case_step_evidence;
