ALTER TABLE anjuan.import_job NO FORCE ROW LEVEL SECURITY;
UPDATE anjuan.import_job SET state = 'failed', failure = cancelled_because WHERE state = 'cancelled';
ALTER TABLE anjuan.import_job FORCE ROW LEVEL SECURITY;
ALTER TABLE anjuan.import_job
    DROP CONSTRAINT import_job_cancelled,
    DROP CONSTRAINT import_job_cancellation,
    DROP CONSTRAINT import_job_state,
    ADD CONSTRAINT import_job_state CHECK (state IN ('queued', 'running', 'completed', 'failed')),
    DROP COLUMN cancelled_because, DROP COLUMN cancelled_by, DROP COLUMN cancelled_at;
