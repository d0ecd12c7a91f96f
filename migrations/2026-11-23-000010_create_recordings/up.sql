-- 全过程记录: bound to a case or an inspection and to a phase of 行政处罚法 第四十七条; never changed.

CREATE TABLE anjuan.recording (
    agency_id uuid NOT NULL CONSTRAINT recording_agency REFERENCES anjuan.agency,
    id uuid NOT NULL,
    case_id uuid,
    inspection_id uuid,
    phase text NOT NULL CONSTRAINT recording_phase CHECK (phase IN ('initiation', 'investigation', 'review', 'decision', 'service',
        'execution')),
    kind text NOT NULL CONSTRAINT recording_kind CHECK (kind IN ('text', 'photo', 'audio', 'video', 'document', 'location')),
    occurred_at timestamptz NOT NULL,
    description text NOT NULL,
    device_id uuid,
    device_seq bigint CONSTRAINT recording_device_seq CHECK (device_seq >= 0),
    device_time timestamptz,
    clock_offset_ms bigint,
    author_id uuid NOT NULL,
    content_digest bytea NOT NULL,
    entry_id uuid NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT recording_key PRIMARY KEY (agency_id, id),
    CONSTRAINT recording_of_one_thing CHECK ((case_id IS NULL) <> (inspection_id IS NULL)),
    CONSTRAINT recording_place_on_device UNIQUE (agency_id, device_id, device_seq),
    CONSTRAINT recording_of_case FOREIGN KEY (agency_id, case_id) REFERENCES anjuan.case_file,
    CONSTRAINT recording_of_inspection FOREIGN KEY (agency_id, inspection_id) REFERENCES anjuan.inspection,
    CONSTRAINT recording_entry FOREIGN KEY (agency_id, entry_id) REFERENCES anjuan.journal_entry
        DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX recording_by_case ON anjuan.recording (agency_id, case_id, occurred_at, id);
CREATE INDEX recording_by_inspection ON anjuan.recording (agency_id, inspection_id, occurred_at, id);
SELECT anjuan.wall_agency_rows('anjuan.recording');
SELECT anjuan.wall_append_only('anjuan.recording');

CREATE TABLE anjuan.recording_officer (
    agency_id uuid NOT NULL,
    recording_id uuid NOT NULL,
    officer_id uuid NOT NULL,
    CONSTRAINT recording_officer_key PRIMARY KEY (agency_id, recording_id, officer_id),
    CONSTRAINT recording_officer_of FOREIGN KEY (agency_id, recording_id) REFERENCES anjuan.recording,
    CONSTRAINT recording_officer_person FOREIGN KEY (agency_id, officer_id) REFERENCES anjuan.officer
);
SELECT anjuan.wall_agency_rows('anjuan.recording_officer');
SELECT anjuan.wall_append_only('anjuan.recording_officer');
