-- 取消导入: an import may be cancelled. What it had applied by then stays; the rows left are not applied.

ALTER TABLE anjuan.import_job
    ADD COLUMN cancelled_at timestamptz,
    ADD COLUMN cancelled_by uuid,
    ADD COLUMN cancelled_because text,
    DROP CONSTRAINT import_job_state,
    ADD CONSTRAINT import_job_state CHECK (state IN ('queued', 'running', 'completed', 'failed', 'cancelled')),
    ADD CONSTRAINT import_job_cancellation CHECK (num_nulls(cancelled_at, cancelled_by, cancelled_because) IN (0, 3)),
    ADD CONSTRAINT import_job_cancelled CHECK (state <> 'cancelled' OR cancelled_at IS NOT NULL);
GRANT UPDATE (cancelled_at, cancelled_by, cancelled_because) ON anjuan.import_job TO anjuan_app;
