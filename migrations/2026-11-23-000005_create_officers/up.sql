-- 执法人员 with 执法证件 and 培训: nobody acts without a certificate valid on the day of the act.
-- `entry_id` names the journal entry that made the row true; the deferred foreign key refuses a row without one.

CREATE TABLE anjuan.officer (
    agency_id uuid NOT NULL CONSTRAINT officer_agency REFERENCES anjuan.agency,
    id uuid NOT NULL,
    external_id text,
    name text NOT NULL,
    post text,
    in_post_from date NOT NULL,
    in_post_to date,
    origin text NOT NULL CONSTRAINT officer_origin CHECK (origin IN ('live', 'import')),
    content_digest bytea NOT NULL,
    version bigint NOT NULL DEFAULT 1,
    entry_id uuid NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT officer_key PRIMARY KEY (agency_id, id),
    CONSTRAINT officer_external_id_unique UNIQUE (agency_id, external_id),
    CONSTRAINT officer_in_post_forward CHECK (in_post_from <= in_post_to),
    CONSTRAINT officer_entry FOREIGN KEY (agency_id, entry_id) REFERENCES anjuan.journal_entry
        DEFERRABLE INITIALLY DEFERRED
);

CREATE TABLE anjuan.certificate (
    agency_id uuid NOT NULL,
    id uuid NOT NULL,
    officer_id uuid NOT NULL,
    kind text NOT NULL CONSTRAINT certificate_kind CHECK (kind IN ('enforcement', 'supervision')),
    number text NOT NULL,
    valid_from date NOT NULL,
    valid_to date NOT NULL,
    -- The days it really holds: valid_from to valid_to, cut short when it is revoked, returned or lost; none at all
    -- when it ended before it began.
    holds daterange,
    end_kind text CONSTRAINT certificate_end_kind CHECK (end_kind IN ('revoked', 'returned', 'lost')),
    end_reason text,
    reason text NOT NULL,
    content_digest bytea NOT NULL,
    version bigint NOT NULL DEFAULT 1,
    entry_id uuid NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT certificate_key PRIMARY KEY (agency_id, id),
    CONSTRAINT certificate_officer FOREIGN KEY (agency_id, officer_id) REFERENCES anjuan.officer,
    CONSTRAINT certificate_forward CHECK (valid_from <= valid_to),
    CONSTRAINT certificate_holds_bounded CHECK (NOT upper_inf(holds) AND NOT lower_inf(holds)),
    CONSTRAINT certificate_holds_within CHECK (holds <@ daterange(valid_from, valid_to, '[]')),
    CONSTRAINT certificate_end_whole CHECK ((end_kind IS NULL) = (end_reason IS NULL)),
    CONSTRAINT certificate_no_overlap EXCLUDE USING gist
        (agency_id WITH =, officer_id WITH =, kind WITH =, holds WITH &&),
    CONSTRAINT certificate_number_one_person EXCLUDE USING gist
        (agency_id WITH =, number WITH =, officer_id WITH <>),
    CONSTRAINT certificate_entry FOREIGN KEY (agency_id, entry_id) REFERENCES anjuan.journal_entry
        DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX certificate_by_officer ON anjuan.certificate (agency_id, officer_id);

-- 暂扣: days on which a certificate does not count. Without an end it goes on until lifted.
CREATE TABLE anjuan.certificate_suspension (
    agency_id uuid NOT NULL,
    id uuid NOT NULL,
    certificate_id uuid NOT NULL,
    days daterange NOT NULL,
    reason text NOT NULL,
    entry_id uuid NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT certificate_suspension_key PRIMARY KEY (agency_id, id),
    CONSTRAINT certificate_suspension_of FOREIGN KEY (agency_id, certificate_id) REFERENCES anjuan.certificate,
    CONSTRAINT certificate_suspension_days CHECK (NOT isempty(days) AND NOT lower_inf(days)),
    CONSTRAINT certificate_suspension_no_overlap EXCLUDE USING gist
        (agency_id WITH =, certificate_id WITH =, days WITH &&),
    CONSTRAINT certificate_suspension_entry FOREIGN KEY (agency_id, entry_id) REFERENCES anjuan.journal_entry
        DEFERRABLE INITIALLY DEFERRED
);

CREATE TABLE anjuan.training (
    agency_id uuid NOT NULL,
    id uuid NOT NULL,
    officer_id uuid NOT NULL,
    held_on date NOT NULL,
    subject text NOT NULL,
    hours int NOT NULL CONSTRAINT training_hours CHECK (hours BETWEEN 0 AND 1000),
    passed bool,
    content_digest bytea NOT NULL,
    entry_id uuid NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT training_key PRIMARY KEY (agency_id, id),
    CONSTRAINT training_officer FOREIGN KEY (agency_id, officer_id) REFERENCES anjuan.officer,
    CONSTRAINT training_entry FOREIGN KEY (agency_id, entry_id) REFERENCES anjuan.journal_entry
        DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX training_by_officer ON anjuan.training (agency_id, officer_id, held_on);

SELECT anjuan.wall_agency_rows('anjuan.officer');
SELECT anjuan.wall_no_removal('anjuan.officer');
GRANT UPDATE (name, post, in_post_from, in_post_to, content_digest, version, entry_id) ON anjuan.officer TO anjuan_app;
SELECT anjuan.wall_agency_rows('anjuan.certificate');
SELECT anjuan.wall_no_removal('anjuan.certificate');
GRANT UPDATE (valid_from, valid_to, holds, end_kind, end_reason, content_digest, version, entry_id)
    ON anjuan.certificate TO anjuan_app;
SELECT anjuan.wall_agency_rows('anjuan.certificate_suspension');
SELECT anjuan.wall_no_removal('anjuan.certificate_suspension');
GRANT UPDATE (days, entry_id) ON anjuan.certificate_suspension TO anjuan_app;
SELECT anjuan.wall_agency_rows('anjuan.training');
SELECT anjuan.wall_append_only('anjuan.training');
