DROP INDEX anjuan.case_step_objection_once;
DROP INDEX anjuan.case_step_execution_over_once;
ALTER TABLE anjuan.case_step
    DROP CONSTRAINT case_step_execution_change,
    DROP CONSTRAINT case_step_execution,
    DROP CONSTRAINT case_step_court_application,
    DROP CONSTRAINT case_step_demand;
