-- 行政处罚法 第四十二条: no fewer than two officers; more may act.

ALTER TABLE anjuan.investigation_act
    ADD COLUMN further_officers uuid[] NOT NULL DEFAULT '{}',
    ADD COLUMN further_certificates uuid[] NOT NULL DEFAULT '{}',
    ADD CONSTRAINT investigation_act_further CHECK (
        cardinality(further_officers) = cardinality(further_certificates) AND cardinality(further_officers) <= 8
        AND NOT ARRAY[officer_a, officer_b] && further_officers);

ALTER TABLE anjuan.case_step
    DROP CONSTRAINT case_step_payment,
    ADD CONSTRAINT case_step_payment CHECK (step <> 'pay' OR (
        (content ->> 'amount_fen')::bigint >= 0 AND (content ->> 'surcharge_fen')::bigint >= 0
        AND (content ->> 'amount_fen')::bigint + (content ->> 'surcharge_fen')::bigint > 0
        AND length(content ->> 'receipt_number') > 0
        AND ((content ->> 'channel') <> 'on_the_spot'
            OR (cardinality(certificate_ids) >= 2 AND jsonb_typeof(content -> 'collection') = 'object')))),
    DROP CONSTRAINT case_step_correction,
    ADD CONSTRAINT case_step_correction CHECK (step NOT IN ('order_correction', 'recheck_correction', 'report_back')
        OR cardinality(certificate_ids) >= 2);
