-- 批量导入: the file is kept row by row before it is answered, worked off in order, and each row keeps its outcome.

CREATE TABLE anjuan.import_job (
    agency_id uuid NOT NULL CONSTRAINT import_job_agency REFERENCES anjuan.agency,
    id uuid NOT NULL,
    kind text NOT NULL CONSTRAINT import_job_kind CHECK (kind IN ('agencies', 'officers', 'matters', 'matter-claims', 'fee-items',
        'inspections', 'cases', 'coercive-acts', 'declared-figures')),
    state text NOT NULL CONSTRAINT import_job_state CHECK (state IN ('queued', 'running', 'completed', 'failed')),
    dry_run bool NOT NULL,
    on_conflict text NOT NULL CONSTRAINT import_job_on_conflict CHECK (on_conflict IN ('reject', 'supersede')),
    account_id uuid NOT NULL,
    -- The rights of the account when it asked, so that the work is done as that account.
    roles text[] NOT NULL,
    rows int NOT NULL,
    accepted int NOT NULL DEFAULT 0,
    unchanged int NOT NULL DEFAULT 0,
    rejected int NOT NULL DEFAULT 0,
    warnings int NOT NULL DEFAULT 0,
    failure text,
    version bigint NOT NULL DEFAULT 1,
    entry_id uuid NOT NULL,
    recorded_at timestamptz NOT NULL,
    finished_at timestamptz,
    CONSTRAINT import_job_key PRIMARY KEY (agency_id, id),
    CONSTRAINT import_job_entry FOREIGN KEY (agency_id, entry_id) REFERENCES anjuan.journal_entry
        DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX import_job_waiting ON anjuan.import_job (agency_id, state) WHERE state IN ('queued', 'running');
SELECT anjuan.wall_agency_rows('anjuan.import_job');
SELECT anjuan.wall_no_removal('anjuan.import_job');
GRANT UPDATE (state, rows, accepted, unchanged, rejected, warnings, failure, version, finished_at) ON anjuan.import_job TO anjuan_app;

CREATE TABLE anjuan.import_row (
    agency_id uuid NOT NULL,
    import_id uuid NOT NULL,
    row_number int NOT NULL CONSTRAINT import_row_number CHECK (row_number > 0),
    content text NOT NULL,
    outcome text CONSTRAINT import_row_outcome CHECK (outcome IN ('accepted', 'unchanged', 'rejected')),
    has_warnings bool NOT NULL DEFAULT false,
    faults jsonb,
    warnings jsonb,
    -- The entry that recorded the row, in the row's own agency.
    row_agency_id uuid,
    row_entry_id uuid,
    CONSTRAINT import_row_key PRIMARY KEY (agency_id, import_id, row_number),
    CONSTRAINT import_row_of FOREIGN KEY (agency_id, import_id) REFERENCES anjuan.import_job
);
CREATE INDEX import_row_waiting ON anjuan.import_row (agency_id, import_id, row_number) WHERE outcome IS NULL;
SELECT anjuan.wall_agency_rows('anjuan.import_row');
SELECT anjuan.wall_no_removal('anjuan.import_row');
GRANT UPDATE (outcome, has_warnings, faults, warnings, row_agency_id, row_entry_id) ON anjuan.import_row TO anjuan_app;

-- Which record a foreign key became, revision by revision: the same row again changes nothing, another needs `supersede`.
-- It is written with the record, in the record's own agency, and names the row it came from: work that was interrupted
-- finds here which rows are done.
CREATE TABLE anjuan.imported_record (
    agency_id uuid NOT NULL CONSTRAINT imported_record_agency REFERENCES anjuan.agency,
    kind text NOT NULL,
    external_key text NOT NULL,
    revision int NOT NULL CONSTRAINT imported_record_revision CHECK (revision > 0),
    subject_id uuid NOT NULL,
    content_digest bytea NOT NULL,
    import_id uuid NOT NULL,
    row_number int NOT NULL,
    warnings jsonb,
    entry_id uuid NOT NULL,
    CONSTRAINT imported_record_key PRIMARY KEY (agency_id, kind, external_key, revision),
    CONSTRAINT imported_record_row_once UNIQUE (agency_id, import_id, row_number),
    CONSTRAINT imported_record_entry FOREIGN KEY (agency_id, entry_id) REFERENCES anjuan.journal_entry
        DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX imported_record_by_subject ON anjuan.imported_record (agency_id, subject_id);
SELECT anjuan.wall_agency_rows('anjuan.imported_record');
SELECT anjuan.wall_append_only('anjuan.imported_record');
