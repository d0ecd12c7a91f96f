ALTER TABLE anjuan.case_step DROP CONSTRAINT case_step_party;
DROP TABLE anjuan.case_party;
ALTER TABLE anjuan.case_file DROP COLUMN party_revision;
