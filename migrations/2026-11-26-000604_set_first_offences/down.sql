ALTER TABLE anjuan.procedure_rule
    DROP CONSTRAINT procedure_rule_first_offence,
    DROP CONSTRAINT procedure_rule_kind,
    ADD CONSTRAINT procedure_rule_kind CHECK (
        kind IN ('time_limit', 'surcharge', 'reviewer_qualification', 'amount_threshold')) NOT VALID;
