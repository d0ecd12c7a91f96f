DROP TABLE anjuan.officer_reconciliation_line;
DROP TABLE anjuan.officer_reconciliation;
