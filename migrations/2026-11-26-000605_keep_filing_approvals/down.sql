ALTER TABLE anjuan.case_file DROP COLUMN approved_on, DROP COLUMN approved_by;
