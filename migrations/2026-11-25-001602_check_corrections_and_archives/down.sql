DROP INDEX anjuan.case_step_voiding_answered_once;
DROP INDEX anjuan.case_step_reported_back_once;
DROP INDEX anjuan.case_step_archive_number_once;
ALTER TABLE anjuan.case_step
    DROP CONSTRAINT case_step_voiding,
    DROP CONSTRAINT case_step_archive,
    DROP CONSTRAINT case_step_recheck,
    DROP CONSTRAINT case_step_correction;
