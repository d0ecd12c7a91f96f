DROP INDEX anjuan.case_step_merged_once;
ALTER TABLE anjuan.case_step
    DROP CONSTRAINT case_step_split,
    DROP CONSTRAINT case_step_merger;
