DROP TABLE anjuan.training;
DROP TABLE anjuan.certificate_suspension;
DROP TABLE anjuan.certificate;
DROP TABLE anjuan.officer;
