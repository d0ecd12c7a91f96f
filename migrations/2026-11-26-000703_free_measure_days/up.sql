-- 行政强制法 第二十五条: how many days a measure may last without another law is a rule (程序规则) with a first day, no number of the table.

ALTER TABLE anjuan.case_step DROP CONSTRAINT case_step_measure_days;
ALTER TABLE anjuan.case_step ADD CONSTRAINT case_step_measure_days CHECK (step NOT IN ('impose_measure', 'extend_measure') OR
    (content -> 'days')::int BETWEEN 1 AND 3650);
