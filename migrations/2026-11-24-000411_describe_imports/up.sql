-- 批量导入: the file as it came (format, letters, columns, size), where each row stands in it, and the pace of the work.

ALTER TABLE anjuan.import_job
    ADD COLUMN format text NOT NULL DEFAULT 'ndjson' CONSTRAINT import_job_format CHECK (format IN ('ndjson', 'csv')),
    ADD COLUMN charset text NOT NULL DEFAULT 'utf-8' CONSTRAINT import_job_charset CHECK (charset IN ('utf-8', 'gb18030')),
    ADD COLUMN header text[] NOT NULL DEFAULT '{}',
    ADD COLUMN bytes bigint NOT NULL DEFAULT 0,
    ADD COLUMN started_at timestamptz,
    ADD COLUMN progressed_at timestamptz,
    ADD CONSTRAINT import_job_header CHECK ((format = 'csv') = (header <> '{}'));
GRANT UPDATE (started_at, progressed_at) ON anjuan.import_job TO anjuan_app;

ALTER TABLE anjuan.import_row ADD COLUMN file_line int CONSTRAINT import_row_file_line CHECK (file_line > 0);
