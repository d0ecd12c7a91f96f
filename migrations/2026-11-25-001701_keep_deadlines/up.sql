-- 期限: what was told of them, when the next one of a case ends, and what was reminded of.

-- A due date as it was told when a step was recorded. When a later notice or rule changes the count, both are shown.
CREATE TABLE anjuan.case_deadline_told (
    agency_id uuid NOT NULL,
    case_id uuid NOT NULL,
    seq int NOT NULL CONSTRAINT case_deadline_told_seq CHECK (seq > 0),
    rule text NOT NULL CONSTRAINT case_deadline_told_rule CHECK (rule ~ '^[a-z_]+$'),
    -- The step that set it running; NULL: the filing.
    started_by uuid,
    started_on date NOT NULL,
    due_on date NOT NULL,
    entry_id uuid NOT NULL,
    told_at timestamptz NOT NULL,
    CONSTRAINT case_deadline_told_key PRIMARY KEY (agency_id, case_id, seq),
    CONSTRAINT case_deadline_told_of FOREIGN KEY (agency_id, case_id) REFERENCES anjuan.case_file,
    CONSTRAINT case_deadline_told_entry FOREIGN KEY (agency_id, entry_id) REFERENCES anjuan.journal_entry
        DEFERRABLE INITIALLY DEFERRED
);
SELECT anjuan.wall_agency_rows('anjuan.case_deadline_told');
SELECT anjuan.wall_append_only('anjuan.case_deadline_told');

-- When the next time limit of a case ends, worked out from that version of it by those notices and rules. No fact: where it is missing
-- or outdated, the file is read.
CREATE TABLE anjuan.case_deadline_outlook (
    agency_id uuid NOT NULL,
    case_id uuid NOT NULL,
    case_version bigint NOT NULL,
    calendar_entry uuid,
    rules_entry uuid,
    next_due_on date,
    -- The last day on which reminders were thought of.
    looked_on date,
    CONSTRAINT case_deadline_outlook_key PRIMARY KEY (agency_id, case_id),
    CONSTRAINT case_deadline_outlook_of FOREIGN KEY (agency_id, case_id) REFERENCES anjuan.case_file
);
SELECT anjuan.wall_agency_rows('anjuan.case_deadline_outlook');
GRANT UPDATE ON anjuan.case_deadline_outlook TO anjuan_app;

CREATE TABLE anjuan.case_deadline_reminder (
    agency_id uuid NOT NULL,
    id uuid NOT NULL,
    case_id uuid NOT NULL,
    rule text NOT NULL CONSTRAINT case_deadline_reminder_rule CHECK (rule ~ '^[a-z_]+$'),
    -- The step that set it running; of the filing, the case.
    started_by uuid NOT NULL,
    due_on date NOT NULL,
    -- How many days before the last day; NULL: it is over.
    days_before int CONSTRAINT case_deadline_reminder_days CHECK (days_before >= 0),
    entry_id uuid NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT case_deadline_reminder_key PRIMARY KEY (agency_id, id),
    CONSTRAINT case_deadline_reminder_of FOREIGN KEY (agency_id, case_id) REFERENCES anjuan.case_file,
    CONSTRAINT case_deadline_reminder_once UNIQUE NULLS NOT DISTINCT (agency_id, case_id, rule, started_by, due_on, days_before),
    CONSTRAINT case_deadline_reminder_entry FOREIGN KEY (agency_id, entry_id) REFERENCES anjuan.journal_entry
        DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX case_deadline_reminder_newest ON anjuan.case_deadline_reminder (agency_id, recorded_at, id);
SELECT anjuan.wall_agency_rows('anjuan.case_deadline_reminder');
SELECT anjuan.wall_append_only('anjuan.case_deadline_reminder');
