DROP TABLE anjuan.declared_figure;
