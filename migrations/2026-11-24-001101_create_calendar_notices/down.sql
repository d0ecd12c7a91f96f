DROP TABLE anjuan.calendar_day;
DROP TABLE anjuan.calendar_notice;
