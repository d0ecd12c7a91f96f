-- 统计台账: what each record contributes to the figures, posted with the journal entry that causes it.

CREATE TABLE anjuan.statistical_posting (
    agency_id uuid NOT NULL,
    cause uuid NOT NULL,
    subject_kind text NOT NULL,
    subject_id uuid NOT NULL,
    counter text NOT NULL,
    on_date date NOT NULL,
    traits int NOT NULL,
    quantity bigint NOT NULL,
    amount_fen bigint NOT NULL,
    CONSTRAINT statistical_posting_key
        PRIMARY KEY (agency_id, cause, subject_kind, subject_id, counter, on_date, traits),
    CONSTRAINT statistical_posting_not_nothing CHECK (quantity <> 0 OR amount_fen <> 0),
    CONSTRAINT statistical_posting_entry FOREIGN KEY (agency_id, cause) REFERENCES anjuan.journal_entry
        DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX statistical_posting_by_counter ON anjuan.statistical_posting (agency_id, counter, on_date);
CREATE INDEX statistical_posting_by_subject ON anjuan.statistical_posting (agency_id, subject_kind, subject_id);

SELECT anjuan.wall_agency_rows('anjuan.statistical_posting');
SELECT anjuan.wall_append_only('anjuan.statistical_posting');
