ALTER TABLE anjuan.case_decision DROP COLUMN leniency;
