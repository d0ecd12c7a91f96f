DROP TABLE anjuan.case_takeover;
DROP TABLE anjuan.case_handover;
