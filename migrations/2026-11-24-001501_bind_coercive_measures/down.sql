DROP INDEX anjuan.case_step_resumed_once;
DROP INDEX anjuan.case_step_measure_approved_once;
DROP INDEX anjuan.case_step_measure_lifted_once;
ALTER TABLE anjuan.case_step
    DROP CONSTRAINT case_step_suspension,
    DROP CONSTRAINT case_step_lifting,
    DROP CONSTRAINT case_step_measure_days,
    DROP CONSTRAINT case_step_measure;
