DROP INDEX anjuan.case_step_transfer_returned_once;
DROP INDEX anjuan.case_step_transfer_accepted_once;
ALTER TABLE anjuan.case_step DROP CONSTRAINT case_step_transfer;
-- The stage before there was one for it.
UPDATE anjuan.case_file SET stage = 'investigating' WHERE stage = 'transferred';
ALTER TABLE anjuan.case_file
    DROP CONSTRAINT case_file_stage,
    ADD CONSTRAINT case_file_stage CHECK (stage IN ('filed', 'investigating', 'decided', 'closed'));
