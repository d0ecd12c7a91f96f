DROP TABLE anjuan.idempotency_record;
DROP FUNCTION anjuan.append_entry(
    uuid, uuid, text, uuid, uuid, uuid, uuid, int, uuid, bigint, timestamptz, bytea, jsonb, jsonb);
DROP FUNCTION anjuan.sequence_batch(bigint, int, timestamptz);
DROP TABLE anjuan.journal_position;
DROP TABLE anjuan.journal_head;
DROP TABLE anjuan.journal_pending;
DROP TABLE anjuan.journal_log;
DROP TABLE anjuan.journal_body;
DROP TABLE anjuan.journal_entry;
