ALTER TABLE anjuan.case_decision DROP COLUMN certificate_ids, DROP COLUMN officer_ids;
