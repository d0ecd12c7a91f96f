-- 移送: a stage of its own once another body has taken the case over, and each transfer is answered once.

ALTER TABLE anjuan.case_file
    DROP CONSTRAINT case_file_stage,
    ADD CONSTRAINT case_file_stage CHECK (stage IN ('filed', 'investigating', 'decided', 'closed', 'transferred'));
ALTER TABLE anjuan.case_step
    -- 行政执法机关移送涉嫌犯罪案件的规定 第五条: two officers or more verify and report.
    ADD CONSTRAINT case_step_transfer CHECK (step <> 'transfer' OR
        (content ->> 'to' IN ('justice', 'agency') AND cardinality(certificate_ids) >= 2));

CREATE UNIQUE INDEX case_step_transfer_accepted_once ON anjuan.case_step (agency_id, case_id, (content ->> 'transfer_id'))
    WHERE step = 'accept_transfer';
CREATE UNIQUE INDEX case_step_transfer_returned_once ON anjuan.case_step (agency_id, case_id, (content ->> 'transfer_id'))
    WHERE step = 'return_transfer';
