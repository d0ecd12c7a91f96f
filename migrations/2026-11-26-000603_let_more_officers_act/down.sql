ALTER TABLE anjuan.case_step
    DROP CONSTRAINT case_step_correction,
    ADD CONSTRAINT case_step_correction CHECK (step NOT IN ('order_correction', 'recheck_correction', 'report_back')
        OR cardinality(certificate_ids) = 2) NOT VALID,
    DROP CONSTRAINT case_step_payment,
    ADD CONSTRAINT case_step_payment CHECK (step <> 'pay' OR (
        (content ->> 'amount_fen')::bigint >= 0 AND (content ->> 'surcharge_fen')::bigint >= 0
        AND (content ->> 'amount_fen')::bigint + (content ->> 'surcharge_fen')::bigint > 0
        AND length(content ->> 'receipt_number') > 0
        AND ((content ->> 'channel') <> 'on_the_spot'
            OR (cardinality(certificate_ids) = 2 AND jsonb_typeof(content -> 'collection') = 'object')))) NOT VALID;

ALTER TABLE anjuan.investigation_act DROP COLUMN further_certificates, DROP COLUMN further_officers;
