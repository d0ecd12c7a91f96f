DROP TABLE anjuan.case_step;
