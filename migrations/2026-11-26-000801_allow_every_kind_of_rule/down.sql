ALTER TABLE anjuan.procedure_rule DROP CONSTRAINT procedure_rule_kind;
-- Rows of the other kind stay: nothing that was set is taken away. No new one comes in.
ALTER TABLE anjuan.procedure_rule ADD CONSTRAINT procedure_rule_kind CHECK (kind IN
    ('time_limit', 'surcharge', 'reviewer_qualification', 'amount_threshold', 'reconsideration_first', 'amount_limit')) NOT VALID;
