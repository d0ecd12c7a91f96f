-- 程序规则: what administrators set over what is shipped, from a day on, with its source. A later row takes the place of an earlier one.

CREATE TABLE anjuan.procedure_rule (
    id uuid CONSTRAINT procedure_rule_key PRIMARY KEY,
    -- The order in which all were set; the last one names the rules that are in force.
    number bigint NOT NULL CONSTRAINT procedure_rule_number UNIQUE CHECK (number >= 1),
    kind text NOT NULL CONSTRAINT procedure_rule_kind CHECK (kind IN ('time_limit', 'surcharge', 'reviewer_qualification', 'amount_threshold')),
    -- Holds for this agency and everything below it; the deployment stands for everybody.
    issuer_id uuid NOT NULL CONSTRAINT procedure_rule_issuer REFERENCES anjuan.agency,
    valid daterange NOT NULL CONSTRAINT procedure_rule_valid CHECK (NOT isempty(valid) AND NOT lower_inf(valid)),
    source text NOT NULL CONSTRAINT procedure_rule_source CHECK (length(source) > 0),
    terms jsonb NOT NULL CONSTRAINT procedure_rule_terms CHECK (jsonb_typeof(terms) = 'object'),
    author_id uuid NOT NULL,
    content_digest bytea NOT NULL,
    entry_id uuid NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT procedure_rule_time_limit CHECK (kind <> 'time_limit' OR (
        (terms ->> 'length')::int >= 1 AND terms ->> 'unit' IN ('working_days', 'days', 'months', 'years', 'hours')
        AND terms ->> 'rule' IS NOT NULL)),
    -- 行政处罚法 第七十二条: never more than the fine.
    CONSTRAINT procedure_rule_surcharge CHECK (kind <> 'surcharge' OR (
        (terms ->> 'per_mille_a_day')::int >= 1 AND (terms ->> 'cap_percent')::int BETWEEN 1 AND 100)),
    CONSTRAINT procedure_rule_threshold CHECK (kind <> 'amount_threshold' OR (
        (terms ->> 'amount_fen')::bigint >= 0 AND jsonb_typeof(terms -> 'inclusive') = 'boolean'))
);
SELECT anjuan.wall_shared_rows('anjuan.procedure_rule');
SELECT anjuan.wall_append_only('anjuan.procedure_rule');
