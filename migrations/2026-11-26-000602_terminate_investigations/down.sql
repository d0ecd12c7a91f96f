ALTER TABLE anjuan.case_step DROP CONSTRAINT case_step_termination, DROP CONSTRAINT case_step_procedure_change;

ALTER TABLE anjuan.case_closure
    DROP CONSTRAINT case_closure_reason,
    ADD CONSTRAINT case_closure_reason CHECK (reason IN ('performed', 'execution_ended', 'no_penalty', 'transferred', 'annulled',
        'other')) NOT VALID;

-- The stage before there was one for it.
ALTER TABLE anjuan.case_file DROP CONSTRAINT case_file_stage;
UPDATE anjuan.case_file SET stage = 'investigating' WHERE stage = 'terminated';
ALTER TABLE anjuan.case_file
    ADD CONSTRAINT case_file_stage CHECK (stage IN ('filed', 'investigating', 'decided', 'closed', 'transferred'));
