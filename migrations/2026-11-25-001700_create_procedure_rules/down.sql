DROP TABLE anjuan.procedure_rule;
