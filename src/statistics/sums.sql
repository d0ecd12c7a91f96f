-- The postings known at a position, added up per agency, span, counter and traits.
-- $1 agencies · $2 position · $3 to $4 the period · $5 the stock date · $6, $7 spans and counters that are asked for
SELECT p.agency_id, asked.span, p.counter, p.traits,
    sum(p.quantity)::bigint AS quantity, sum(p.amount_fen)::bigint AS amount_fen
FROM unnest($6::text[], $7::text[]) AS asked (span, counter)
CROSS JOIN anjuan.agency a
JOIN anjuan.statistical_posting p ON p.agency_id = a.id AND p.counter = asked.counter
    AND p.on_date >= CASE asked.span
        WHEN 'period' THEN $3
        WHEN 'since_go_live' THEN coalesce(a.go_live_on, '-infinity')
        ELSE '-infinity' END
    AND p.on_date <= CASE asked.span WHEN 'period' THEN $4 ELSE $5 END
JOIN anjuan.journal_position j ON j.agency_id = p.agency_id AND j.entry_id = p.cause AND j.pos <= $2
WHERE a.id = ANY ($1) AND p.agency_id = ANY ($1) AND j.agency_id = ANY ($1)
GROUP BY 1, 2, 3, 4
HAVING sum(p.quantity) <> 0 OR sum(p.amount_fen) <> 0
