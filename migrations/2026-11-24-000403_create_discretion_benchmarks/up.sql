-- 裁量基准: how a matter's range of penalties is to be used, step by step; who issued it, for which days; and which steps a decision applied.

CREATE TABLE anjuan.discretion_benchmark (
    id uuid CONSTRAINT discretion_benchmark_key PRIMARY KEY,
    matter_id uuid NOT NULL CONSTRAINT discretion_benchmark_matter REFERENCES anjuan.matter,
    -- Holds for this agency and everything below it; the deployment stands for everybody.
    issuer_id uuid NOT NULL CONSTRAINT discretion_benchmark_issuer REFERENCES anjuan.agency,
    document text NOT NULL,
    valid daterange NOT NULL CONSTRAINT discretion_benchmark_valid CHECK (NOT isempty(valid) AND NOT lower_inf(valid)),
    content_digest bytea NOT NULL,
    entry_id uuid NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT discretion_benchmark_no_overlap EXCLUDE USING gist (matter_id WITH =, issuer_id WITH =, valid WITH &&)
);
SELECT anjuan.wall_shared_rows('anjuan.discretion_benchmark');
SELECT anjuan.wall_no_removal('anjuan.discretion_benchmark');
GRANT UPDATE (valid, entry_id) ON anjuan.discretion_benchmark TO anjuan_app;

CREATE TABLE anjuan.discretion_step (
    id uuid CONSTRAINT discretion_step_key PRIMARY KEY,
    benchmark_id uuid NOT NULL CONSTRAINT discretion_step_of REFERENCES anjuan.discretion_benchmark,
    place int NOT NULL CONSTRAINT discretion_step_place CHECK (place >= 0),
    severity text NOT NULL CONSTRAINT discretion_step_severity CHECK (severity IN ('slight', 'minor', 'ordinary', 'serious', 'grave')),
    circumstances text NOT NULL,
    -- Empty: no penalty.
    penalty_kinds text[] NOT NULL CONSTRAINT discretion_step_kinds CHECK (penalty_kinds <@ ARRAY['warning', 'public_criticism',
        'fine', 'confiscation_of_gains', 'confiscation_of_property', 'licence_suspension', 'qualification_downgrade',
        'licence_revocation', 'business_restriction', 'suspension_of_production', 'closure', 'occupation_ban', 'detention', 'other']),
    fine_min_fen bigint,
    fine_max_fen bigint,
    -- What a fine by multiples is a multiple of, e.g. 货值金额; 100 percent is once.
    fine_base text,
    fine_min_percent int,
    fine_max_percent int,
    CONSTRAINT discretion_step_place_once UNIQUE (benchmark_id, place),
    CONSTRAINT discretion_step_fine_forward CHECK (0 <= fine_min_fen AND fine_min_fen <= fine_max_fen),
    CONSTRAINT discretion_step_percent_forward CHECK (0 <= fine_min_percent AND fine_min_percent <= fine_max_percent),
    CONSTRAINT discretion_step_fine_whole CHECK ((fine_min_fen IS NULL) = (fine_max_fen IS NULL)),
    CONSTRAINT discretion_step_percent_whole CHECK (num_nonnulls(fine_base, fine_min_percent, fine_max_percent) IN (0, 3)),
    CONSTRAINT discretion_step_one_range CHECK (
        ('fine' = ANY (penalty_kinds))::int = num_nonnulls(fine_max_fen, fine_max_percent))
);
SELECT anjuan.wall_shared_rows('anjuan.discretion_step');
SELECT anjuan.wall_append_only('anjuan.discretion_step');

ALTER TABLE anjuan.case_decision ADD COLUMN discretion_reason text;

CREATE TABLE anjuan.decision_discretion (
    agency_id uuid NOT NULL,
    decision_id uuid NOT NULL,
    step_id uuid NOT NULL CONSTRAINT decision_discretion_step REFERENCES anjuan.discretion_step,
    base_fen bigint CONSTRAINT decision_discretion_base CHECK (base_fen >= 0),
    CONSTRAINT decision_discretion_key PRIMARY KEY (agency_id, decision_id, step_id),
    CONSTRAINT decision_discretion_of FOREIGN KEY (agency_id, decision_id) REFERENCES anjuan.case_decision
);
SELECT anjuan.wall_agency_rows('anjuan.decision_discretion');
SELECT anjuan.wall_append_only('anjuan.decision_discretion');
