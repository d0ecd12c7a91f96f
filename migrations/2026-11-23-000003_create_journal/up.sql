-- The one journal: every fact is one entry, written in the transaction that makes it true; a sequencer gives it its place.

CREATE TABLE anjuan.journal_entry (
    agency_id uuid NOT NULL CONSTRAINT journal_entry_agency REFERENCES anjuan.agency,
    entry_id uuid NOT NULL,
    kind text NOT NULL,
    subject_id uuid,
    account_id uuid NOT NULL,
    request_id uuid NOT NULL,
    case_id uuid,
    case_seq int CONSTRAINT journal_entry_case_seq CHECK (case_seq >= 0),
    device_id uuid,
    device_seq bigint,
    recorded_at timestamptz NOT NULL,
    -- The exact bytes that are hashed, and the hash derived by the database: app and database cannot disagree.
    leaf bytea NOT NULL CONSTRAINT journal_entry_leaf_size CHECK (octet_length(leaf) <= 65535),
    leaf_hash bytea NOT NULL GENERATED ALWAYS AS (sha256('\x00'::bytea || leaf)) STORED,
    CONSTRAINT journal_entry_key PRIMARY KEY (agency_id, entry_id),
    CONSTRAINT journal_entry_place_in_case UNIQUE (agency_id, case_id, case_seq),
    CONSTRAINT journal_entry_place_on_device UNIQUE (agency_id, device_id, device_seq),
    CONSTRAINT journal_entry_case_whole CHECK ((case_id IS NULL) = (case_seq IS NULL))
);
CREATE INDEX journal_entry_by_subject ON anjuan.journal_entry (agency_id, subject_id);

CREATE TABLE anjuan.journal_body (
    agency_id uuid NOT NULL,
    entry_id uuid NOT NULL,
    body jsonb NOT NULL,
    salts jsonb NOT NULL,
    CONSTRAINT journal_body_key PRIMARY KEY (agency_id, entry_id),
    CONSTRAINT journal_body_entry FOREIGN KEY (agency_id, entry_id) REFERENCES anjuan.journal_entry
);

-- The transparency log that every leaf is bound to. One row, written at the first start, never changed.
CREATE TABLE anjuan.journal_log (
    one bool CONSTRAINT journal_log_key PRIMARY KEY DEFAULT true CONSTRAINT journal_log_single CHECK (one),
    origin text NOT NULL,
    founded_at timestamptz NOT NULL
);
ALTER TABLE anjuan.journal_log ENABLE ROW LEVEL SECURITY;
ALTER TABLE anjuan.journal_log FORCE ROW LEVEL SECURITY;
CREATE POLICY log_of_deployment ON anjuan.journal_log TO anjuan_app
    USING (anjuan.current_agency() = anjuan.deployment()) WITH CHECK (anjuan.current_agency() = anjuan.deployment());
SELECT anjuan.wall_append_only('anjuan.journal_log');
GRANT SELECT, INSERT ON anjuan.journal_log TO anjuan_app;

-- The queue. It is read as a set; gaps and commit order of `ticket` do not matter, its order keeps causality.
CREATE TABLE anjuan.journal_pending (
    agency_id uuid NOT NULL,
    entry_id uuid NOT NULL,
    ticket bigint GENERATED ALWAYS AS IDENTITY,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT journal_pending_key PRIMARY KEY (agency_id, entry_id),
    CONSTRAINT journal_pending_entry FOREIGN KEY (agency_id, entry_id) REFERENCES anjuan.journal_entry
);
CREATE INDEX journal_pending_by_ticket ON anjuan.journal_pending (ticket);

CREATE TABLE anjuan.journal_head (
    one bool CONSTRAINT journal_head_key PRIMARY KEY DEFAULT true CONSTRAINT journal_head_single CHECK (one),
    size bigint NOT NULL CONSTRAINT journal_head_size CHECK (size >= 0),
    epoch bigint NOT NULL,
    placed_at timestamptz NOT NULL
);
INSERT INTO anjuan.journal_head (size, epoch, placed_at) VALUES (0, 0, '-infinity');

CREATE TABLE anjuan.journal_position (
    agency_id uuid NOT NULL,
    pos bigint NOT NULL CONSTRAINT journal_position_pos CHECK (pos >= 0),
    entry_id uuid NOT NULL,
    leaf_hash bytea NOT NULL,
    -- One instant per batch, never running back: an `as_of` instant resolves to the last position placed by then.
    placed_at timestamptz NOT NULL,
    CONSTRAINT journal_position_key PRIMARY KEY (agency_id, pos),
    CONSTRAINT journal_position_entry_once UNIQUE (agency_id, entry_id),
    -- On one PostgreSQL only; a distributed engine rests on the head's lock and the verifier.
    CONSTRAINT journal_position_dense UNIQUE (pos),
    CONSTRAINT journal_position_entry FOREIGN KEY (agency_id, entry_id) REFERENCES anjuan.journal_entry
);
CREATE INDEX journal_position_by_time ON anjuan.journal_position (placed_at, pos);

SELECT anjuan.wall_agency_rows('anjuan.journal_entry');
SELECT anjuan.wall_append_only('anjuan.journal_entry');
SELECT anjuan.wall_agency_rows('anjuan.journal_body');
SELECT anjuan.wall_append_only('anjuan.journal_body');
SELECT anjuan.wall_agency_rows('anjuan.journal_pending');
SELECT anjuan.wall_agency_rows('anjuan.journal_position');
SELECT anjuan.wall_append_only('anjuan.journal_position');
REVOKE INSERT ON anjuan.journal_position FROM anjuan_app;
ALTER TABLE anjuan.journal_head ENABLE ROW LEVEL SECURITY;
ALTER TABLE anjuan.journal_head FORCE ROW LEVEL SECURITY;
CREATE POLICY head_of_sequencer ON anjuan.journal_head TO anjuan_sequencer USING (true) WITH CHECK (true);
CREATE POLICY head_read ON anjuan.journal_head FOR SELECT TO anjuan_app USING (true);
SELECT anjuan.wall_no_removal('anjuan.journal_head');

CREATE POLICY entries_of_sequencer ON anjuan.journal_entry FOR SELECT TO anjuan_sequencer USING (true);
CREATE POLICY queue_of_sequencer ON anjuan.journal_pending TO anjuan_sequencer USING (true);
CREATE POLICY positions_of_sequencer ON anjuan.journal_position TO anjuan_sequencer USING (true) WITH CHECK (true);
GRANT SELECT (agency_id, entry_id, leaf_hash) ON anjuan.journal_entry TO anjuan_sequencer;
GRANT SELECT, DELETE ON anjuan.journal_pending TO anjuan_sequencer;
GRANT SELECT, INSERT ON anjuan.journal_position TO anjuan_sequencer;
GRANT SELECT ON anjuan.journal_head TO anjuan_app;
GRANT SELECT, UPDATE ON anjuan.journal_head TO anjuan_sequencer;
GRANT USAGE ON SEQUENCE anjuan.journal_pending_ticket_seq TO anjuan_app;
GRANT SELECT ON SEQUENCE anjuan.journal_pending_ticket_seq TO anjuan_sequencer;

-- Writes an entry, its body and its place in the queue: one call, so no entry is ever without the other two.
CREATE FUNCTION anjuan.append_entry(
    agency uuid, entry uuid, of_kind text, subject uuid, account uuid, request uuid, of_case uuid, seq int,
    device uuid, number_on_device bigint, at timestamptz, leaf_bytes bytea, whole_body jsonb, body_salts jsonb)
RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO anjuan.journal_entry (agency_id, entry_id, kind, subject_id, account_id, request_id, case_id, case_seq,
        device_id, device_seq, recorded_at, leaf)
    VALUES (agency, entry, of_kind, subject, account, request, of_case, seq, device, number_on_device, at, leaf_bytes);
    INSERT INTO anjuan.journal_body (agency_id, entry_id, body, salts) VALUES (agency, entry, whole_body, body_salts);
    INSERT INTO anjuan.journal_pending (agency_id, entry_id, recorded_at) VALUES (agency, entry, at);
    RETURN true;
END $$;
GRANT EXECUTE ON FUNCTION anjuan.append_entry(
    uuid, uuid, text, uuid, uuid, uuid, uuid, int, uuid, bigint, timestamptz, bytea, jsonb, jsonb) TO anjuan_app;

-- Places up to `batch_max` waiting entries. Plain steps, so that they also run where the tables are distributed.
CREATE FUNCTION anjuan.sequence_batch(my_epoch bigint, batch_max int, at timestamptz) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    start bigint; floor_at timestamptz; horizon bigint; placed bigint; removed bigint;
    agencies uuid[]; entries uuid[];
BEGIN
    SELECT size, placed_at INTO start, floor_at FROM anjuan.journal_head WHERE epoch = my_epoch FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'fenced: epoch % is over', my_epoch USING ERRCODE = '55000', CONSTRAINT = 'sequencer_fenced';
    END IF;
    -- The horizon comes before the picking: what commits later has a later ticket than what caused it.
    SELECT last_value INTO horizon FROM anjuan.journal_pending_ticket_seq;
    SELECT array_agg(agency_id ORDER BY ticket), array_agg(entry_id ORDER BY ticket) INTO agencies, entries FROM (
        SELECT agency_id, entry_id, ticket FROM anjuan.journal_pending
        WHERE ticket <= horizon ORDER BY ticket LIMIT batch_max) picked;
    IF entries IS NULL THEN RETURN 0; END IF;
    INSERT INTO anjuan.journal_position (agency_id, pos, entry_id, leaf_hash, placed_at)
    SELECT e.agency_id, start - 1 + p.place, e.entry_id, e.leaf_hash, greatest(at, floor_at)
    FROM unnest(agencies, entries) WITH ORDINALITY AS p (agency_id, entry_id, place)
    JOIN anjuan.journal_entry e ON e.agency_id = p.agency_id AND e.entry_id = p.entry_id;
    GET DIAGNOSTICS placed = ROW_COUNT;
    DELETE FROM anjuan.journal_pending q USING unnest(agencies, entries) AS p (agency_id, entry_id)
    WHERE q.agency_id = p.agency_id AND q.entry_id = p.entry_id;
    GET DIAGNOSTICS removed = ROW_COUNT;
    IF placed <> cardinality(entries) OR removed <> placed THEN
        RAISE EXCEPTION 'picked % entries, placed %, removed %', cardinality(entries), placed, removed
            USING ERRCODE = 'XX001', CONSTRAINT = 'sequencer_lost_entries';
    END IF;
    UPDATE anjuan.journal_head SET size = start + placed, placed_at = greatest(at, floor_at) WHERE epoch = my_epoch;
    RETURN placed;
END $$;
GRANT EXECUTE ON FUNCTION anjuan.sequence_batch(bigint, int, timestamptz) TO anjuan_sequencer;

-- What a request answered, kept so that a retry gets the same answer.
CREATE TABLE anjuan.idempotency_record (
    agency_id uuid NOT NULL CONSTRAINT idempotency_record_agency REFERENCES anjuan.agency,
    client_id uuid NOT NULL,
    method text NOT NULL,
    path text NOT NULL,
    key text NOT NULL CONSTRAINT idempotency_record_key_length CHECK (char_length(key) BETWEEN 1 AND 255),
    fingerprint bytea NOT NULL,
    status smallint NOT NULL,
    headers jsonb NOT NULL,
    body bytea NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT idempotency_record_scope PRIMARY KEY (agency_id, client_id, method, path, key)
);
SELECT anjuan.wall_agency_rows('anjuan.idempotency_record');
SELECT anjuan.wall_append_only('anjuan.idempotency_record');
