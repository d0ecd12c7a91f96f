-- 人员比对: a provincial register held against the officers recorded here: what was compared, by whom, with which result.

CREATE TABLE anjuan.officer_reconciliation (
    agency_id uuid NOT NULL CONSTRAINT officer_reconciliation_agency REFERENCES anjuan.agency,
    id uuid NOT NULL,
    -- The one agency that was compared; NULL when all that the account sees were.
    of_agency text,
    on_date date NOT NULL,
    sha256 text NOT NULL,
    rows int NOT NULL,
    equal int NOT NULL,
    different int NOT NULL,
    missing int NOT NULL,
    extra int NOT NULL,
    rejected int NOT NULL,
    past int NOT NULL,
    account_id uuid NOT NULL,
    entry_id uuid NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT officer_reconciliation_key PRIMARY KEY (agency_id, id),
    CONSTRAINT officer_reconciliation_whole CHECK (rows = equal + different + missing + rejected + past),
    CONSTRAINT officer_reconciliation_entry FOREIGN KEY (agency_id, entry_id) REFERENCES anjuan.journal_entry
        DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX officer_reconciliation_by_time ON anjuan.officer_reconciliation (agency_id, recorded_at, id);
SELECT anjuan.wall_agency_rows('anjuan.officer_reconciliation');
SELECT anjuan.wall_append_only('anjuan.officer_reconciliation');

CREATE TABLE anjuan.officer_reconciliation_line (
    agency_id uuid NOT NULL,
    reconciliation_id uuid NOT NULL,
    n int NOT NULL CONSTRAINT officer_reconciliation_line_n CHECK (n > 0),
    finding text NOT NULL CONSTRAINT officer_reconciliation_line_finding CHECK (
        finding IN ('missing', 'extra', 'different', 'rejected')),
    content jsonb NOT NULL,
    CONSTRAINT officer_reconciliation_line_key PRIMARY KEY (agency_id, reconciliation_id, n),
    CONSTRAINT officer_reconciliation_line_of FOREIGN KEY (agency_id, reconciliation_id)
        REFERENCES anjuan.officer_reconciliation
);
SELECT anjuan.wall_agency_rows('anjuan.officer_reconciliation_line');
SELECT anjuan.wall_append_only('anjuan.officer_reconciliation_line');
