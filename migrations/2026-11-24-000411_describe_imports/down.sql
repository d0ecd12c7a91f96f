ALTER TABLE anjuan.import_row DROP COLUMN file_line;
ALTER TABLE anjuan.import_job
    DROP COLUMN progressed_at, DROP COLUMN started_at, DROP COLUMN bytes, DROP COLUMN header, DROP COLUMN charset,
    DROP COLUMN format;
