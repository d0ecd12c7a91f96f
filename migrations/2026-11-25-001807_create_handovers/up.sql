-- 移送其他行政机关 (行政处罚法 第二十五条): what one agency hands over to another of this system, and what it became there. Each writes rows of its
-- own and reads, besides, those that are addressed to it.

CREATE TABLE anjuan.case_handover (
    agency_id uuid NOT NULL CONSTRAINT case_handover_agency REFERENCES anjuan.agency,
    transfer_id uuid NOT NULL,
    case_id uuid NOT NULL,
    recipient_agency_id uuid NOT NULL CONSTRAINT case_handover_recipient REFERENCES anjuan.agency,
    sent_on date NOT NULL,
    letter jsonb NOT NULL CONSTRAINT case_handover_letter CHECK (jsonb_array_length(letter -> 'parties') > 0),
    entry_id uuid NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT case_handover_key PRIMARY KEY (agency_id, transfer_id),
    CONSTRAINT case_handover_to_another CHECK (recipient_agency_id <> agency_id),
    CONSTRAINT case_handover_of FOREIGN KEY (agency_id, case_id) REFERENCES anjuan.case_file,
    CONSTRAINT case_handover_entry FOREIGN KEY (agency_id, entry_id) REFERENCES anjuan.journal_entry
        DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX case_handover_by_recipient ON anjuan.case_handover (recipient_agency_id, sent_on);
SELECT anjuan.wall_agency_rows('anjuan.case_handover');
SELECT anjuan.wall_append_only('anjuan.case_handover');
CREATE POLICY read_by_recipient ON anjuan.case_handover FOR SELECT TO anjuan_app
    USING (recipient_agency_id = anjuan.current_agency());

CREATE TABLE anjuan.case_takeover (
    agency_id uuid NOT NULL CONSTRAINT case_takeover_agency REFERENCES anjuan.agency,
    -- A transfer is taken over once.
    transfer_id uuid NOT NULL,
    sender_agency_id uuid NOT NULL CONSTRAINT case_takeover_sender REFERENCES anjuan.agency,
    sender_case_id uuid NOT NULL,
    case_id uuid NOT NULL,
    taken_on date NOT NULL,
    entry_id uuid NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT case_takeover_key PRIMARY KEY (agency_id, sender_agency_id, transfer_id),
    CONSTRAINT case_takeover_of FOREIGN KEY (agency_id, case_id) REFERENCES anjuan.case_file,
    CONSTRAINT case_takeover_entry FOREIGN KEY (agency_id, entry_id) REFERENCES anjuan.journal_entry
        DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX case_takeover_by_sender ON anjuan.case_takeover (sender_agency_id, transfer_id);
SELECT anjuan.wall_agency_rows('anjuan.case_takeover');
SELECT anjuan.wall_append_only('anjuan.case_takeover');
CREATE POLICY read_by_sender ON anjuan.case_takeover FOR SELECT TO anjuan_app
    USING (sender_agency_id = anjuan.current_agency());
