DROP TABLE anjuan.inspection_matter;
DROP TABLE anjuan.inspection_officer;
DROP TABLE anjuan.inspection;
DROP FUNCTION anjuan.forbid_after_submission();
DROP TABLE anjuan.inspection_object;
