-- 决定书的必备内容, 违法行为的时间, 没有记录的环节 (行政处罚法 第五十九条, 第三十六条, 第四十七条).

ALTER TABLE anjuan.case_decision
    ADD COLUMN document jsonb NOT NULL DEFAULT '{}' CONSTRAINT case_decision_document CHECK (jsonb_typeof(document) = 'object'),
    ADD COLUMN violation jsonb CONSTRAINT case_decision_violation CHECK (violation ->> 'began_on' IS NOT NULL),
    ADD COLUMN separate_act text;

ALTER TABLE anjuan.case_closure
    ADD COLUMN phases_without_recording jsonb NOT NULL DEFAULT '[]'
        CONSTRAINT case_closure_phases CHECK (jsonb_typeof(phases_without_recording) = 'array'),
    DROP CONSTRAINT case_closure_reason,
    ADD CONSTRAINT case_closure_reason CHECK (reason IN ('performed', 'execution_ended', 'no_penalty', 'transferred', 'annulled',
        'other'));
