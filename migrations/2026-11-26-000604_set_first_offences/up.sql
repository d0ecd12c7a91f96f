-- 初次违法: within which time an earlier offence counts (行政处罚法 第三十三条 names none).

ALTER TABLE anjuan.procedure_rule
    DROP CONSTRAINT procedure_rule_kind,
    ADD CONSTRAINT procedure_rule_kind CHECK (
        kind IN ('time_limit', 'surcharge', 'reviewer_qualification', 'amount_threshold', 'first_offence')),
    ADD CONSTRAINT procedure_rule_first_offence CHECK (kind <> 'first_offence' OR ((terms ->> 'months')::int >= 1) IS TRUE);
