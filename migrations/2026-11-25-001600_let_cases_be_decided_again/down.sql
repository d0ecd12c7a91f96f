ALTER TABLE anjuan.case_step
    DROP CONSTRAINT case_step_withdrawn_for_another,
    DROP CONSTRAINT case_step_redecision;
ALTER TABLE anjuan.case_file DROP COLUMN decision_id;
ALTER TABLE anjuan.case_closure
    DROP CONSTRAINT case_closure_nth,
    DROP COLUMN nth,
    ADD CONSTRAINT case_closure_once UNIQUE (agency_id, case_id);
ALTER TABLE anjuan.case_decision
    DROP CONSTRAINT case_decision_linked,
    DROP CONSTRAINT case_decision_supersedes,
    DROP CONSTRAINT case_decision_superseded_once,
    DROP CONSTRAINT case_decision_nth,
    DROP COLUMN supersedes,
    DROP COLUMN nth,
    ADD CONSTRAINT case_decision_one_in_force UNIQUE (agency_id, case_id);
