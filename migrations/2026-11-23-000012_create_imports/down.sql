DROP TABLE anjuan.imported_record;
DROP TABLE anjuan.import_row;
DROP TABLE anjuan.import_job;
