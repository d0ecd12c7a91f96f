ALTER TABLE anjuan.case_closure
    DROP CONSTRAINT case_closure_reason,
    ADD CONSTRAINT case_closure_reason CHECK (reason IN ('performed', 'execution_ended', 'no_penalty', 'transferred', 'other')) NOT VALID,
    DROP COLUMN phases_without_recording;

ALTER TABLE anjuan.case_decision
    DROP COLUMN separate_act,
    DROP COLUMN violation,
    DROP COLUMN document;
