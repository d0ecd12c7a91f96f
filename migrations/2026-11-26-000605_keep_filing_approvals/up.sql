-- 立案审批: who approved the filing, and when (行政处罚法 第五十四条); a filing may be recorded without it.

ALTER TABLE anjuan.case_file
    ADD COLUMN approved_by text,
    ADD COLUMN approved_on date,
    ADD CONSTRAINT case_file_approval CHECK ((approved_by IS NULL) = (approved_on IS NULL) AND approved_on <= filed_on);
