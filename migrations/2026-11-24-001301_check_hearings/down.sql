ALTER TABLE anjuan.case_step
    DROP CONSTRAINT case_step_hearing_request,
    DROP CONSTRAINT case_step_hearing_notice,
    DROP CONSTRAINT case_step_hearing;
