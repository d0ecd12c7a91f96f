ALTER TABLE anjuan.case_step DROP CONSTRAINT case_step_term_extension;
