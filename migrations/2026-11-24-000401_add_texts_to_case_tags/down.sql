ALTER TABLE anjuan.case_tag DROP COLUMN matter_name, DROP COLUMN legal_bases;
