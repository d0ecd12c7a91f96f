DROP TABLE anjuan.statistical_posting;
