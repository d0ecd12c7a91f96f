-- 检查对象 and 行政检查. A draft is its author's; once submitted, an inspection never changes: a correction supersedes it.

CREATE TABLE anjuan.inspection_object (
    agency_id uuid NOT NULL CONSTRAINT inspection_object_agency REFERENCES anjuan.agency,
    id uuid NOT NULL,
    kind text NOT NULL CONSTRAINT inspection_object_kind CHECK (kind IN ('organisation', 'sole_trader', 'individual', 'place')),
    name text NOT NULL,
    credit_code text,
    resident_id text,
    address text,
    origin text NOT NULL CONSTRAINT inspection_object_origin CHECK (origin IN ('live', 'import')),
    content_digest bytea NOT NULL,
    version bigint NOT NULL DEFAULT 1,
    entry_id uuid NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT inspection_object_key PRIMARY KEY (agency_id, id),
    CONSTRAINT inspection_object_one_identifier CHECK (credit_code IS NULL OR resident_id IS NULL),
    CONSTRAINT inspection_object_entry FOREIGN KEY (agency_id, entry_id) REFERENCES anjuan.journal_entry
        DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX inspection_object_by_credit_code ON anjuan.inspection_object (agency_id, credit_code);
CREATE INDEX inspection_object_by_resident_id ON anjuan.inspection_object (agency_id, resident_id);
CREATE INDEX inspection_object_by_name ON anjuan.inspection_object (agency_id, name, id);
SELECT anjuan.wall_agency_rows('anjuan.inspection_object');
SELECT anjuan.wall_no_removal('anjuan.inspection_object');
GRANT UPDATE (kind, name, credit_code, resident_id, address, content_digest, version, entry_id)
    ON anjuan.inspection_object TO anjuan_app;

CREATE TABLE anjuan.inspection (
    agency_id uuid NOT NULL CONSTRAINT inspection_agency REFERENCES anjuan.agency,
    id uuid NOT NULL,
    state text NOT NULL CONSTRAINT inspection_state CHECK (state IN ('draft', 'submitted')),
    author_id uuid NOT NULL,
    -- What the author has written so far; gone once submitted.
    draft jsonb,
    kind text CONSTRAINT inspection_kind CHECK (kind IN ('routine', 'case', 'special')),
    method text,
    reason text,
    inspected_on date,
    object_id uuid,
    findings text,
    result text CONSTRAINT inspection_result CHECK (result IN ('no_problem', 'rectification_ordered', 'case_filed', 'other')),
    rectify_by date,
    is_complete bool,
    led_to_case text,
    supersedes uuid,
    external_id text,
    origin text NOT NULL CONSTRAINT inspection_origin CHECK (origin IN ('live', 'import')),
    submitted_at timestamptz,
    content_digest bytea NOT NULL,
    version bigint NOT NULL DEFAULT 1,
    entry_id uuid NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT inspection_key PRIMARY KEY (agency_id, id),
    CONSTRAINT inspection_of_object FOREIGN KEY (agency_id, object_id) REFERENCES anjuan.inspection_object,
    CONSTRAINT inspection_corrects FOREIGN KEY (agency_id, supersedes) REFERENCES anjuan.inspection,
    CONSTRAINT inspection_superseded_once UNIQUE (agency_id, supersedes),
    CONSTRAINT inspection_submitted_whole CHECK (
        (state = 'draft') = (draft IS NOT NULL) AND (state = 'draft') = (submitted_at IS NULL)
        AND (state = 'draft' OR (inspected_on IS NOT NULL AND kind IS NOT NULL AND is_complete IS NOT NULL))),
    CONSTRAINT inspection_entry FOREIGN KEY (agency_id, entry_id) REFERENCES anjuan.journal_entry
        DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX inspection_by_day ON anjuan.inspection (agency_id, inspected_on, id);
CREATE INDEX inspection_by_recording ON anjuan.inspection (agency_id, recorded_at, id);
CREATE INDEX inspection_by_object ON anjuan.inspection (agency_id, object_id, inspected_on);

CREATE TABLE anjuan.inspection_officer (
    agency_id uuid NOT NULL,
    inspection_id uuid NOT NULL,
    officer_id uuid NOT NULL,
    -- The certificate that was valid on the day; none when an imported officer had none.
    certificate_id uuid,
    CONSTRAINT inspection_officer_key PRIMARY KEY (agency_id, inspection_id, officer_id),
    CONSTRAINT inspection_officer_of FOREIGN KEY (agency_id, inspection_id) REFERENCES anjuan.inspection,
    CONSTRAINT inspection_officer_person FOREIGN KEY (agency_id, officer_id) REFERENCES anjuan.officer,
    CONSTRAINT inspection_officer_certificate FOREIGN KEY (agency_id, certificate_id) REFERENCES anjuan.certificate
);

CREATE TABLE anjuan.inspection_matter (
    agency_id uuid NOT NULL,
    inspection_id uuid NOT NULL,
    matter_id uuid NOT NULL CONSTRAINT inspection_matter_matter REFERENCES anjuan.matter,
    matter_version_id uuid CONSTRAINT inspection_matter_version REFERENCES anjuan.matter_version,
    CONSTRAINT inspection_matter_key PRIMARY KEY (agency_id, inspection_id, matter_id),
    CONSTRAINT inspection_matter_of FOREIGN KEY (agency_id, inspection_id) REFERENCES anjuan.inspection
);

-- The trigger reads nothing but the row: what was submitted stays as it was.
CREATE FUNCTION anjuan.forbid_after_submission() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'submitted' THEN
        RAISE EXCEPTION 'append-only: a submitted inspection' USING ERRCODE = '23001', CONSTRAINT = 'append_only';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER submitted_stays BEFORE UPDATE ON anjuan.inspection
    FOR EACH ROW EXECUTE FUNCTION anjuan.forbid_after_submission();
ALTER TABLE anjuan.inspection ENABLE ALWAYS TRIGGER submitted_stays;
GRANT EXECUTE ON FUNCTION anjuan.forbid_after_submission() TO anjuan_app;

SELECT anjuan.wall_agency_rows('anjuan.inspection');
SELECT anjuan.wall_no_removal('anjuan.inspection');
GRANT UPDATE (state, draft, kind, method, reason, inspected_on, object_id, findings, result, rectify_by, is_complete,
    led_to_case, supersedes, submitted_at, content_digest, version, entry_id) ON anjuan.inspection TO anjuan_app;
SELECT anjuan.wall_agency_rows('anjuan.inspection_officer');
SELECT anjuan.wall_append_only('anjuan.inspection_officer');
SELECT anjuan.wall_agency_rows('anjuan.inspection_matter');
SELECT anjuan.wall_append_only('anjuan.inspection_matter');
