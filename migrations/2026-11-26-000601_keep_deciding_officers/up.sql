-- 当场处罚: the officers who decide on the spot and sign, with their certificates (行政处罚法 第四十二条, 第五十二条).

ALTER TABLE anjuan.case_decision
    ADD COLUMN officer_ids uuid[] NOT NULL DEFAULT '{}',
    ADD COLUMN certificate_ids uuid[] NOT NULL DEFAULT '{}',
    ADD CONSTRAINT case_decision_officers CHECK (
        cardinality(officer_ids) = cardinality(certificate_ids)
        AND (cardinality(officer_ids) = 0 OR (cardinality(officer_ids) >= 2 AND cardinality(officer_ids) <= 10 AND officer_ids[1] <> officer_ids[2])));
