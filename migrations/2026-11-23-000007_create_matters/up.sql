-- 执法事项: the master catalogue with effective-dated versions; which agency claimed what (事项认领); fee items (收费项目).

CREATE TABLE anjuan.matter (
    id uuid CONSTRAINT matter_key PRIMARY KEY,
    code text NOT NULL CONSTRAINT matter_code_unique UNIQUE,
    act_class text NOT NULL CONSTRAINT matter_act_class CHECK (act_class IN ('penalty', 'licence', 'coercion',
        'inspection', 'levy', 'payment', 'confirmation', 'adjudication', 'reward', 'other')),
    content_digest bytea NOT NULL,
    version bigint NOT NULL DEFAULT 1,
    entry_id uuid NOT NULL,
    recorded_at timestamptz NOT NULL
);

CREATE TABLE anjuan.matter_version (
    id uuid CONSTRAINT matter_version_key PRIMARY KEY,
    matter_id uuid NOT NULL CONSTRAINT matter_version_of REFERENCES anjuan.matter,
    name text NOT NULL,
    legal_bases text[] NOT NULL,
    valid daterange NOT NULL CONSTRAINT matter_version_valid CHECK (NOT isempty(valid) AND NOT lower_inf(valid)),
    content_digest bytea NOT NULL,
    entry_id uuid NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT matter_version_no_overlap EXCLUDE USING gist (matter_id WITH =, valid WITH &&)
);

SELECT anjuan.wall_shared_rows('anjuan.matter');
SELECT anjuan.wall_no_removal('anjuan.matter');
GRANT UPDATE (content_digest, version, entry_id) ON anjuan.matter TO anjuan_app;
SELECT anjuan.wall_shared_rows('anjuan.matter_version');
SELECT anjuan.wall_no_removal('anjuan.matter_version');
GRANT UPDATE (name, legal_bases, valid, content_digest, entry_id) ON anjuan.matter_version TO anjuan_app;

-- A claim holds on the days of `holds`: as claimed, cut short when it is returned; none when returned before it began.
CREATE TABLE anjuan.matter_claim (
    agency_id uuid NOT NULL CONSTRAINT matter_claim_agency REFERENCES anjuan.agency,
    id uuid NOT NULL,
    matter_id uuid NOT NULL CONSTRAINT matter_claim_matter REFERENCES anjuan.matter,
    valid_from date NOT NULL,
    valid_to date,
    holds daterange,
    basis text,
    returned_on date,
    return_reason text,
    origin text NOT NULL CONSTRAINT matter_claim_origin CHECK (origin IN ('live', 'import')),
    content_digest bytea NOT NULL,
    version bigint NOT NULL DEFAULT 1,
    entry_id uuid NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT matter_claim_key PRIMARY KEY (agency_id, id),
    CONSTRAINT matter_claim_forward CHECK (valid_from <= valid_to),
    CONSTRAINT matter_claim_holds_within CHECK (holds <@ daterange(valid_from, valid_to, '[]')),
    CONSTRAINT matter_claim_return_whole CHECK ((returned_on IS NULL) = (return_reason IS NULL)),
    CONSTRAINT matter_claim_no_overlap EXCLUDE USING gist (agency_id WITH =, matter_id WITH =, holds WITH &&),
    CONSTRAINT matter_claim_entry FOREIGN KEY (agency_id, entry_id) REFERENCES anjuan.journal_entry
        DEFERRABLE INITIALLY DEFERRED
);
SELECT anjuan.wall_agency_rows('anjuan.matter_claim');
SELECT anjuan.wall_no_removal('anjuan.matter_claim');
GRANT UPDATE (valid_to, holds, basis, returned_on, return_reason, content_digest, version, entry_id)
    ON anjuan.matter_claim TO anjuan_app;

CREATE TABLE anjuan.fee_item (
    agency_id uuid NOT NULL CONSTRAINT fee_item_agency REFERENCES anjuan.agency,
    id uuid NOT NULL,
    matter_id uuid NOT NULL CONSTRAINT fee_item_matter REFERENCES anjuan.matter,
    fee_code text NOT NULL,
    name text NOT NULL,
    configured_on date NOT NULL,
    origin text NOT NULL CONSTRAINT fee_item_origin CHECK (origin IN ('live', 'import')),
    content_digest bytea NOT NULL,
    version bigint NOT NULL DEFAULT 1,
    entry_id uuid NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT fee_item_key PRIMARY KEY (agency_id, id),
    CONSTRAINT fee_item_unique UNIQUE (agency_id, matter_id, fee_code),
    CONSTRAINT fee_item_entry FOREIGN KEY (agency_id, entry_id) REFERENCES anjuan.journal_entry
        DEFERRABLE INITIALLY DEFERRED
);
SELECT anjuan.wall_agency_rows('anjuan.fee_item');
SELECT anjuan.wall_no_removal('anjuan.fee_item');
GRANT UPDATE (name, configured_on, content_digest, version, entry_id) ON anjuan.fee_item TO anjuan_app;
