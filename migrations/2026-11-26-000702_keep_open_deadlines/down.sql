DROP INDEX anjuan.case_deadline_outlook_next;
ALTER TABLE anjuan.case_deadline_outlook DROP COLUMN open;
