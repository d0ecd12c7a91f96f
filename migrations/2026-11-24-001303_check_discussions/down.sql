ALTER TABLE anjuan.case_step DROP CONSTRAINT case_step_discussion;
