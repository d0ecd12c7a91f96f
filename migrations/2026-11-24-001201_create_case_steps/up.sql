-- 案卷: what was done in a case, in order: one row for each step, append-only. A step holds its noun's content; investigation,
-- decision and closure keep theirs in tables of their own, because figures and numbers are made of it, and have their place here.

CREATE TABLE anjuan.case_step (
    agency_id uuid NOT NULL,
    case_id uuid NOT NULL,
    -- The step's place in the case. Two steps that were judged on the same file cannot both have it.
    seq int NOT NULL CONSTRAINT case_step_seq CHECK (seq > 0),
    step text NOT NULL,
    id uuid NOT NULL,
    happened_on date NOT NULL,
    certificate_ids uuid[] NOT NULL,
    content jsonb NOT NULL CONSTRAINT case_step_content CHECK (jsonb_typeof(content) = 'object'),
    content_digest bytea NOT NULL,
    author_id uuid NOT NULL,
    entry_id uuid NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT case_step_key PRIMARY KEY (agency_id, case_id, seq),
    CONSTRAINT case_step_id UNIQUE (agency_id, step, id),
    CONSTRAINT case_step_of FOREIGN KEY (agency_id, case_id) REFERENCES anjuan.case_file,
    CONSTRAINT case_step_entry FOREIGN KEY (agency_id, entry_id) REFERENCES anjuan.journal_entry
        DEFERRABLE INITIALLY DEFERRED
);

-- What was done before this table was.
INSERT INTO anjuan.case_step
SELECT agency_id, case_id, row_number() OVER (PARTITION BY agency_id, case_id ORDER BY recorded_at, place), step, id,
    happened_on, certificates, content, content_digest, author_id, entry_id, recorded_at
FROM (
    SELECT 1 AS place, a.agency_id, a.case_id, 'investigate' AS step, a.id, (a.performed_at AT TIME ZONE 'Asia/Shanghai')::date
        AS happened_on, ARRAY[a.certificate_a, a.certificate_b] AS certificates,
        jsonb_build_object('kind', a.kind, 'officer_ids', ARRAY[a.officer_a, a.officer_b]) AS content, a.content_digest,
        e.account_id AS author_id, a.entry_id, a.recorded_at
    FROM anjuan.investigation_act a JOIN anjuan.journal_entry e ON e.agency_id = a.agency_id AND e.entry_id = a.entry_id
    UNION ALL
    SELECT 2, d.agency_id, d.case_id, 'decide', d.id, (d.decided_at AT TIME ZONE 'Asia/Shanghai')::date, '{}'::uuid[],
        jsonb_build_object('outcome', d.outcome, 'penalties', (SELECT coalesce(jsonb_agg(jsonb_build_object('kind', p.kind,
            'amount_fen', p.amount_fen) ORDER BY p.kind), '[]') FROM anjuan.decision_penalty p
            WHERE p.agency_id = d.agency_id AND p.decision_id = d.id)), d.content_digest, d.decider_id, d.entry_id, d.recorded_at
    FROM anjuan.case_decision d
    UNION ALL
    SELECT 3, c.agency_id, c.case_id, 'close', c.id, c.closed_on, '{}'::uuid[], jsonb_build_object('reason', c.reason), c.content_digest,
        e.account_id, c.entry_id, c.recorded_at
    FROM anjuan.case_closure c JOIN anjuan.journal_entry e ON e.agency_id = c.agency_id AND e.entry_id = c.entry_id
) AS before;

SELECT anjuan.wall_agency_rows('anjuan.case_step');
SELECT anjuan.wall_append_only('anjuan.case_step');
