DROP INDEX anjuan.case_step_recusal_decided_once;
ALTER TABLE anjuan.case_step
    DROP CONSTRAINT case_step_recusal_decision,
    DROP CONSTRAINT case_step_recusal;
