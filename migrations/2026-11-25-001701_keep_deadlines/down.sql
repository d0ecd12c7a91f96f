DROP TABLE anjuan.case_deadline_reminder;
DROP TABLE anjuan.case_deadline_outlook;
DROP TABLE anjuan.case_deadline_told;
