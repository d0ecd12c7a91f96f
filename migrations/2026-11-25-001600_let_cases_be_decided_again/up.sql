-- 重新作出决定: where a decision is annulled, withdrawn or voided, a new one follows; a case that is opened again is closed again. Decisions
-- and closures stay append-only; each has its place among those of its case.

ALTER TABLE anjuan.case_decision
    ADD COLUMN nth int NOT NULL DEFAULT 1 CONSTRAINT case_decision_place CHECK (nth > 0),
    ADD COLUMN supersedes uuid,
    DROP CONSTRAINT case_decision_one_in_force,
    ADD CONSTRAINT case_decision_nth UNIQUE (agency_id, case_id, nth),
    ADD CONSTRAINT case_decision_superseded_once UNIQUE (agency_id, supersedes),
    ADD CONSTRAINT case_decision_supersedes FOREIGN KEY (agency_id, supersedes) REFERENCES anjuan.case_decision,
    ADD CONSTRAINT case_decision_linked CHECK ((nth = 1) = (supersedes IS NULL));
ALTER TABLE anjuan.case_decision ALTER COLUMN nth DROP DEFAULT;

ALTER TABLE anjuan.case_closure
    ADD COLUMN nth int NOT NULL DEFAULT 1 CONSTRAINT case_closure_place CHECK (nth > 0),
    DROP CONSTRAINT case_closure_once,
    ADD CONSTRAINT case_closure_nth UNIQUE (agency_id, case_id, nth);
ALTER TABLE anjuan.case_closure ALTER COLUMN nth DROP DEFAULT;

-- The decision that counts, where it was made here.
ALTER TABLE anjuan.case_file
    ADD COLUMN decision_id uuid,
    ADD CONSTRAINT case_file_decision FOREIGN KEY (agency_id, decision_id) REFERENCES anjuan.case_decision;
-- The owner, too, sees rows only in the scope of an agency: for this one statement it sees them all.
ALTER TABLE anjuan.case_file NO FORCE ROW LEVEL SECURITY;
ALTER TABLE anjuan.case_decision NO FORCE ROW LEVEL SECURITY;
UPDATE anjuan.case_file f SET decision_id = d.id
    FROM anjuan.case_decision d WHERE d.agency_id = f.agency_id AND d.case_id = f.id;
ALTER TABLE anjuan.case_decision FORCE ROW LEVEL SECURITY;
ALTER TABLE anjuan.case_file FORCE ROW LEVEL SECURITY;
GRANT UPDATE (decision_id) ON anjuan.case_file TO anjuan_app;

-- 行政复议法 第六十四条, 行政诉讼法 第七十条: only where a decision is annulled or withdrawn, a new one takes its place.
ALTER TABLE anjuan.case_step
    ADD CONSTRAINT case_step_redecision CHECK (step NOT IN ('resolve_reconsideration', 'resolve_lawsuit')
        OR NOT coalesce((content -> 'redecision_ordered')::boolean, false)
        OR content ->> 'result' IN ('annulled', 'partly_annulled')),
    ADD CONSTRAINT case_step_withdrawn_for_another CHECK (step <> 'withdraw'
        OR NOT coalesce((content -> 'redecision')::boolean, false) OR content ->> 'kind' = 'withdrawn');
