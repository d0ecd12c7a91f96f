-- 从轻、减轻处罚: why a penalty is milder (行政处罚法 第三十条至第三十二条).

ALTER TABLE anjuan.case_decision ADD COLUMN leniency jsonb CONSTRAINT case_decision_leniency CHECK (leniency IS NULL OR (
    leniency ->> 'kind' IN ('lighter', 'reduced') AND jsonb_array_length(leniency -> 'grounds') > 0
    AND leniency ->> 'reason' IS NOT NULL AND outcome = 'penalty') IS TRUE);
