-- 执法监督: what a supervisor addresses to an agency below, and what the agency answers. Each writes rows of its own agency and reads, besides,
-- those that are addressed to it.

CREATE TABLE anjuan.supervision_act (
    agency_id uuid NOT NULL CONSTRAINT supervision_act_agency REFERENCES anjuan.agency,
    id uuid NOT NULL,
    kind text NOT NULL CONSTRAINT supervision_act_kind CHECK (kind IN ('opinion', 'order', 'evaluation')),
    addressee_agency_id uuid NOT NULL CONSTRAINT supervision_act_addressee REFERENCES anjuan.agency,
    case_id uuid,
    issued_on date NOT NULL,
    due_on date NOT NULL,
    content jsonb NOT NULL CONSTRAINT supervision_act_content CHECK (jsonb_typeof(content) = 'object'),
    content_digest bytea NOT NULL,
    author_id uuid NOT NULL,
    entry_id uuid NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT supervision_act_key PRIMARY KEY (agency_id, id),
    CONSTRAINT supervision_act_days CHECK (issued_on <= due_on),
    CONSTRAINT supervision_act_to_another CHECK (addressee_agency_id <> agency_id),
    CONSTRAINT supervision_act_case CHECK (kind = 'opinion' OR case_id IS NOT NULL),
    CONSTRAINT supervision_act_sheet CHECK ((kind = 'evaluation') = (content ->> 'sheet' IS NOT NULL)),
    CONSTRAINT supervision_act_entry FOREIGN KEY (agency_id, entry_id) REFERENCES anjuan.journal_entry
        DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX supervision_act_by_addressee ON anjuan.supervision_act (addressee_agency_id, kind, issued_on);
CREATE UNIQUE INDEX supervision_sheet_once ON anjuan.supervision_act
    (agency_id, (content #>> '{sheet,evaluation_id}'), addressee_agency_id, case_id) WHERE kind = 'evaluation';
SELECT anjuan.wall_agency_rows('anjuan.supervision_act');
SELECT anjuan.wall_append_only('anjuan.supervision_act');
CREATE POLICY read_by_addressee ON anjuan.supervision_act FOR SELECT TO anjuan_app
    USING (addressee_agency_id = anjuan.current_agency());

CREATE TABLE anjuan.supervision_reply (
    agency_id uuid NOT NULL CONSTRAINT supervision_reply_agency REFERENCES anjuan.agency,
    id uuid NOT NULL,
    act_agency_id uuid NOT NULL CONSTRAINT supervision_reply_supervisor REFERENCES anjuan.agency,
    act_id uuid NOT NULL,
    counterpart_agency_id uuid NOT NULL CONSTRAINT supervision_reply_counterpart REFERENCES anjuan.agency,
    -- Its place after the act. Two that were judged on the same state cannot both have it.
    place int NOT NULL CONSTRAINT supervision_reply_place CHECK (place > 0),
    kind text NOT NULL CONSTRAINT supervision_reply_kind CHECK (kind IN ('answer', 'follow_up')),
    on_date date NOT NULL,
    content jsonb NOT NULL CONSTRAINT supervision_reply_content CHECK (jsonb_typeof(content) = 'object'),
    content_digest bytea NOT NULL,
    author_id uuid NOT NULL,
    entry_id uuid NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT supervision_reply_key PRIMARY KEY (agency_id, id),
    CONSTRAINT supervision_reply_in_order UNIQUE (agency_id, act_agency_id, act_id, place),
    -- The supervisor follows up, the other one answers.
    CONSTRAINT supervision_reply_by CHECK ((kind = 'follow_up') = (agency_id = act_agency_id)),
    CONSTRAINT supervision_reply_entry FOREIGN KEY (agency_id, entry_id) REFERENCES anjuan.journal_entry
        DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX supervision_reply_by_act ON anjuan.supervision_reply (act_id, place);
SELECT anjuan.wall_agency_rows('anjuan.supervision_reply');
SELECT anjuan.wall_append_only('anjuan.supervision_reply');
CREATE POLICY read_by_counterpart ON anjuan.supervision_reply FOR SELECT TO anjuan_app
    USING (counterpart_agency_id = anjuan.current_agency());

-- 案卷评查: the plan with its seed, and once the sample that follows from it.
CREATE TABLE anjuan.case_evaluation (
    agency_id uuid NOT NULL CONSTRAINT case_evaluation_agency REFERENCES anjuan.agency,
    id uuid NOT NULL,
    plan jsonb NOT NULL CONSTRAINT case_evaluation_seed CHECK ((plan ->> 'seed' ~ '^[0-9a-f]{64}$') IS TRUE),
    content_digest bytea NOT NULL,
    author_id uuid NOT NULL,
    entry_id uuid NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT case_evaluation_key PRIMARY KEY (agency_id, id),
    CONSTRAINT case_evaluation_entry FOREIGN KEY (agency_id, entry_id) REFERENCES anjuan.journal_entry
        DEFERRABLE INITIALLY DEFERRED
);
SELECT anjuan.wall_agency_rows('anjuan.case_evaluation');
SELECT anjuan.wall_append_only('anjuan.case_evaluation');

CREATE TABLE anjuan.case_evaluation_drawing (
    agency_id uuid NOT NULL,
    evaluation_id uuid NOT NULL,
    population int NOT NULL CONSTRAINT case_evaluation_drawing_population CHECK (population >= 0),
    population_digest text NOT NULL,
    drawn jsonb NOT NULL CONSTRAINT case_evaluation_drawing_drawn CHECK (jsonb_typeof(drawn) = 'array'),
    entry_id uuid NOT NULL,
    recorded_at timestamptz NOT NULL,
    -- One sample.
    CONSTRAINT case_evaluation_drawing_key PRIMARY KEY (agency_id, evaluation_id),
    CONSTRAINT case_evaluation_drawing_of FOREIGN KEY (agency_id, evaluation_id) REFERENCES anjuan.case_evaluation,
    CONSTRAINT case_evaluation_drawing_entry FOREIGN KEY (agency_id, entry_id) REFERENCES anjuan.journal_entry
        DEFERRABLE INITIALLY DEFERRED
);
SELECT anjuan.wall_agency_rows('anjuan.case_evaluation_drawing');
SELECT anjuan.wall_append_only('anjuan.case_evaluation_drawing');
