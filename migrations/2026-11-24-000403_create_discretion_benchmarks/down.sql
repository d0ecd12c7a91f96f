DROP TABLE anjuan.decision_discretion;
ALTER TABLE anjuan.case_decision DROP COLUMN discretion_reason;
DROP TABLE anjuan.discretion_step;
DROP TABLE anjuan.discretion_benchmark;
