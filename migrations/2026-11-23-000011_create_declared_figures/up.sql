-- 申报数据: figures of acts that run in other systems, declared by hand with the document they rest on.

CREATE TABLE anjuan.declared_figure (
    agency_id uuid NOT NULL CONSTRAINT declared_figure_agency REFERENCES anjuan.agency,
    id uuid NOT NULL,
    measure text NOT NULL,
    period_from date NOT NULL,
    period_to date NOT NULL,
    revision int NOT NULL CONSTRAINT declared_figure_revision CHECK (revision > 0),
    value bigint NOT NULL CONSTRAINT declared_figure_value CHECK (value >= 0),
    amount_fen bigint CONSTRAINT declared_figure_amount CHECK (amount_fen >= 0),
    document text NOT NULL,
    declarer_id uuid NOT NULL,
    origin text NOT NULL CONSTRAINT declared_figure_origin CHECK (origin IN ('live', 'import')),
    content_digest bytea NOT NULL,
    entry_id uuid NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT declared_figure_key PRIMARY KEY (agency_id, id),
    CONSTRAINT declared_figure_forward CHECK (period_from <= period_to),
    CONSTRAINT declared_figure_revision_once UNIQUE (agency_id, measure, period_from, period_to, revision),
    CONSTRAINT declared_figure_entry FOREIGN KEY (agency_id, entry_id) REFERENCES anjuan.journal_entry
        DEFERRABLE INITIALLY DEFERRED
);
SELECT anjuan.wall_agency_rows('anjuan.declared_figure');
SELECT anjuan.wall_append_only('anjuan.declared_figure');
