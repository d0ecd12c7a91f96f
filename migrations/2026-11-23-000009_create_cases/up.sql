-- 案件: the row holds where a case is; every legal step is a row of its own. The table is called case_file because
-- "case" is a word of SQL.

CREATE TABLE anjuan.case_file (
    agency_id uuid NOT NULL CONSTRAINT case_file_agency REFERENCES anjuan.agency,
    id uuid NOT NULL,
    procedure text NOT NULL CONSTRAINT case_file_procedure CHECK (procedure IN ('ordinary', 'summary')),
    stage text NOT NULL CONSTRAINT case_file_stage CHECK (stage IN ('filed', 'investigating', 'decided', 'closed')),
    -- Known of every case that was filed here; historic records may lack them.
    source text CONSTRAINT case_file_source CHECK (source IN ('complaint', 'assigned', 'random_check', 'special_check', 'key_check',
        'routine_check', 'handed_over', 'patrol', 'self_check', 'media', 'data_lead')),
    summary text,
    place text,
    party_kind text NOT NULL CONSTRAINT case_file_party_kind CHECK (party_kind IN ('organisation', 'sole_trader', 'individual')),
    party_name text NOT NULL,
    party_code text,
    filed_on date NOT NULL,
    decided_on date,
    closed_on date,
    case_number text,
    tag_revision int NOT NULL DEFAULT 0,
    author_id uuid NOT NULL,
    external_id text,
    origin text NOT NULL CONSTRAINT case_file_origin CHECK (origin IN ('live', 'import')),
    content_digest bytea NOT NULL,
    version bigint NOT NULL DEFAULT 1,
    entry_id uuid NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT case_file_key PRIMARY KEY (agency_id, id),
    CONSTRAINT case_file_live_whole CHECK (origin = 'import' OR (source IS NOT NULL AND summary IS NOT NULL)),
    CONSTRAINT case_file_external_id_unique UNIQUE (agency_id, external_id),
    CONSTRAINT case_file_entry FOREIGN KEY (agency_id, entry_id) REFERENCES anjuan.journal_entry
        DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX case_file_by_stage ON anjuan.case_file (agency_id, stage, filed_on, id);
CREATE INDEX case_file_by_day ON anjuan.case_file (agency_id, filed_on, id);
SELECT anjuan.wall_agency_rows('anjuan.case_file');
SELECT anjuan.wall_no_removal('anjuan.case_file');
GRANT UPDATE (procedure, stage, source, summary, place, party_kind, party_name, party_code, filed_on, decided_on, closed_on,
    case_number, tag_revision, content_digest, version, entry_id) ON anjuan.case_file TO anjuan_app;

CREATE TABLE anjuan.case_officer (
    agency_id uuid NOT NULL,
    case_id uuid NOT NULL,
    officer_id uuid NOT NULL,
    certificate_id uuid,
    CONSTRAINT case_officer_key PRIMARY KEY (agency_id, case_id, officer_id),
    CONSTRAINT case_officer_of FOREIGN KEY (agency_id, case_id) REFERENCES anjuan.case_file,
    CONSTRAINT case_officer_person FOREIGN KEY (agency_id, officer_id) REFERENCES anjuan.officer,
    CONSTRAINT case_officer_certificate FOREIGN KEY (agency_id, certificate_id) REFERENCES anjuan.certificate
);
SELECT anjuan.wall_agency_rows('anjuan.case_officer');
SELECT anjuan.wall_append_only('anjuan.case_officer');

-- 打标: a new set of tags is a new revision; the case row says which one counts.
CREATE TABLE anjuan.case_tag (
    agency_id uuid NOT NULL,
    case_id uuid NOT NULL,
    revision int NOT NULL CONSTRAINT case_tag_revision CHECK (revision > 0),
    matter_id uuid NOT NULL CONSTRAINT case_tag_matter REFERENCES anjuan.matter,
    matter_version_id uuid CONSTRAINT case_tag_version REFERENCES anjuan.matter_version,
    CONSTRAINT case_tag_key PRIMARY KEY (agency_id, case_id, revision, matter_id),
    CONSTRAINT case_tag_of FOREIGN KEY (agency_id, case_id) REFERENCES anjuan.case_file
);
SELECT anjuan.wall_agency_rows('anjuan.case_tag');
SELECT anjuan.wall_append_only('anjuan.case_tag');

CREATE TABLE anjuan.investigation_act (
    agency_id uuid NOT NULL,
    id uuid NOT NULL,
    case_id uuid NOT NULL,
    kind text NOT NULL CONSTRAINT investigation_act_kind CHECK (kind IN ('inquiry', 'site_inspection', 'evidence_collection', 'sampling',
        'registered_preservation')),
    performed_at timestamptz NOT NULL,
    place text,
    summary text NOT NULL,
    officer_a uuid NOT NULL,
    officer_b uuid NOT NULL,
    certificate_a uuid NOT NULL,
    certificate_b uuid NOT NULL,
    content_digest bytea NOT NULL,
    entry_id uuid NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT investigation_act_key PRIMARY KEY (agency_id, id),
    -- 行政处罚法 第四十二条: two persons.
    CONSTRAINT investigation_act_two_officers CHECK (officer_a <> officer_b),
    CONSTRAINT investigation_act_of FOREIGN KEY (agency_id, case_id) REFERENCES anjuan.case_file,
    CONSTRAINT investigation_act_first FOREIGN KEY (agency_id, officer_a) REFERENCES anjuan.officer,
    CONSTRAINT investigation_act_second FOREIGN KEY (agency_id, officer_b) REFERENCES anjuan.officer,
    CONSTRAINT investigation_act_first_card FOREIGN KEY (agency_id, certificate_a) REFERENCES anjuan.certificate,
    CONSTRAINT investigation_act_second_card FOREIGN KEY (agency_id, certificate_b) REFERENCES anjuan.certificate,
    CONSTRAINT investigation_act_entry FOREIGN KEY (agency_id, entry_id) REFERENCES anjuan.journal_entry
        DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX investigation_act_by_case ON anjuan.investigation_act (agency_id, case_id, performed_at);
SELECT anjuan.wall_agency_rows('anjuan.investigation_act');
SELECT anjuan.wall_append_only('anjuan.investigation_act');

-- 文号: gap-free per agency, prefix and year; allotted by the last statement of the issuing transaction. The prefix is all
-- that the paper bears before the year, 简称 and 文种 in one: two numbers that read the same are the same.
CREATE TABLE anjuan.document_counter (
    agency_id uuid NOT NULL CONSTRAINT document_counter_agency REFERENCES anjuan.agency,
    prefix text NOT NULL,
    year int NOT NULL,
    last int NOT NULL CONSTRAINT document_counter_last CHECK (last > 0),
    CONSTRAINT document_counter_key PRIMARY KEY (agency_id, prefix, year)
);
SELECT anjuan.wall_agency_rows('anjuan.document_counter');
SELECT anjuan.wall_no_removal('anjuan.document_counter');
GRANT UPDATE (last) ON anjuan.document_counter TO anjuan_app;

CREATE TABLE anjuan.document_number (
    agency_id uuid NOT NULL,
    prefix text NOT NULL,
    year int NOT NULL,
    n int NOT NULL CONSTRAINT document_number_n CHECK (n > 0),
    case_id uuid NOT NULL,
    entry_id uuid NOT NULL,
    CONSTRAINT document_number_key PRIMARY KEY (agency_id, prefix, year, n),
    CONSTRAINT document_number_of FOREIGN KEY (agency_id, case_id) REFERENCES anjuan.case_file,
    CONSTRAINT document_number_entry FOREIGN KEY (agency_id, entry_id) REFERENCES anjuan.journal_entry
        DEFERRABLE INITIALLY DEFERRED
);
SELECT anjuan.wall_agency_rows('anjuan.document_number');
SELECT anjuan.wall_append_only('anjuan.document_number');

CREATE TABLE anjuan.case_decision (
    agency_id uuid NOT NULL,
    id uuid NOT NULL,
    case_id uuid NOT NULL,
    outcome text NOT NULL CONSTRAINT case_decision_outcome CHECK (outcome IN ('penalty', 'no_penalty_minor', 'no_penalty_unfounded',
        'transferred')),
    decided_at timestamptz NOT NULL,
    facts text NOT NULL,
    legal_bases text[] NOT NULL,
    document_number text,
    decider_id uuid NOT NULL,
    content_digest bytea NOT NULL,
    entry_id uuid NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT case_decision_key PRIMARY KEY (agency_id, id),
    CONSTRAINT case_decision_one_in_force UNIQUE (agency_id, case_id),
    CONSTRAINT case_decision_number_unique UNIQUE (agency_id, document_number),
    CONSTRAINT case_decision_of FOREIGN KEY (agency_id, case_id) REFERENCES anjuan.case_file,
    CONSTRAINT case_decision_entry FOREIGN KEY (agency_id, entry_id) REFERENCES anjuan.journal_entry
        DEFERRABLE INITIALLY DEFERRED
);
SELECT anjuan.wall_agency_rows('anjuan.case_decision');
SELECT anjuan.wall_append_only('anjuan.case_decision');

CREATE TABLE anjuan.decision_penalty (
    agency_id uuid NOT NULL,
    decision_id uuid NOT NULL,
    kind text NOT NULL CONSTRAINT decision_penalty_kind CHECK (kind IN ('warning', 'public_criticism', 'fine', 'confiscation_of_gains',
        'confiscation_of_property', 'licence_suspension', 'qualification_downgrade', 'licence_revocation',
        'business_restriction', 'suspension_of_production', 'closure', 'occupation_ban', 'detention', 'other')),
    amount_fen bigint CONSTRAINT decision_penalty_amount CHECK (amount_fen >= 0),
    CONSTRAINT decision_penalty_key PRIMARY KEY (agency_id, decision_id, kind),
    CONSTRAINT decision_penalty_of FOREIGN KEY (agency_id, decision_id) REFERENCES anjuan.case_decision,
    CONSTRAINT decision_penalty_fine_has_amount CHECK (kind <> 'fine' OR amount_fen IS NOT NULL)
);
SELECT anjuan.wall_agency_rows('anjuan.decision_penalty');
SELECT anjuan.wall_append_only('anjuan.decision_penalty');

CREATE TABLE anjuan.case_closure (
    agency_id uuid NOT NULL,
    id uuid NOT NULL,
    case_id uuid NOT NULL,
    reason text NOT NULL CONSTRAINT case_closure_reason CHECK (reason IN ('performed', 'execution_ended', 'no_penalty', 'transferred',
        'other')),
    closed_on date NOT NULL,
    summary text NOT NULL,
    content_digest bytea NOT NULL,
    entry_id uuid NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT case_closure_key PRIMARY KEY (agency_id, id),
    CONSTRAINT case_closure_once UNIQUE (agency_id, case_id),
    CONSTRAINT case_closure_of FOREIGN KEY (agency_id, case_id) REFERENCES anjuan.case_file,
    CONSTRAINT case_closure_entry FOREIGN KEY (agency_id, entry_id) REFERENCES anjuan.journal_entry
        DEFERRABLE INITIALLY DEFERRED
);
SELECT anjuan.wall_agency_rows('anjuan.case_closure');
SELECT anjuan.wall_append_only('anjuan.case_closure');

-- What an imported case states, revision by revision; the newest counts.
CREATE TABLE anjuan.imported_case (
    agency_id uuid NOT NULL,
    case_id uuid NOT NULL,
    revision int NOT NULL CONSTRAINT imported_case_revision CHECK (revision > 0),
    facts jsonb NOT NULL,
    entry_id uuid NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT imported_case_key PRIMARY KEY (agency_id, case_id, revision),
    CONSTRAINT imported_case_of FOREIGN KEY (agency_id, case_id) REFERENCES anjuan.case_file,
    CONSTRAINT imported_case_entry FOREIGN KEY (agency_id, entry_id) REFERENCES anjuan.journal_entry
        DEFERRABLE INITIALLY DEFERRED
);
SELECT anjuan.wall_agency_rows('anjuan.imported_case');
SELECT anjuan.wall_append_only('anjuan.imported_case');

-- 强制措施, 强制执行, 申请法院强制执行 as imported; live ones come with the whole procedure.
CREATE TABLE anjuan.coercive_act (
    agency_id uuid NOT NULL CONSTRAINT coercive_act_agency REFERENCES anjuan.agency,
    id uuid NOT NULL,
    external_id text NOT NULL,
    revision int NOT NULL CONSTRAINT coercive_act_revision CHECK (revision > 0),
    act text NOT NULL CONSTRAINT coercive_act_act CHECK (act IN ('measure', 'execution', 'court_application')),
    kind text NOT NULL,
    performed_on date NOT NULL,
    case_external_id text,
    entry_id uuid NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT coercive_act_key PRIMARY KEY (agency_id, id, revision),
    CONSTRAINT coercive_act_external UNIQUE (agency_id, external_id, revision),
    CONSTRAINT coercive_act_entry FOREIGN KEY (agency_id, entry_id) REFERENCES anjuan.journal_entry
        DEFERRABLE INITIALLY DEFERRED
);
SELECT anjuan.wall_agency_rows('anjuan.coercive_act');
SELECT anjuan.wall_append_only('anjuan.coercive_act');
