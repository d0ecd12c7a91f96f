-- The records behind some sums: what each contributes, known at a position.
-- $1 agencies · $2 position · $3 to $4 the period · $5 the stock date
-- $6 to $10 what is asked: its number, span, counter, traits, and whether its amount or its quantity is meant
-- $11 to $15 the key after which the page begins · $16 rows of the page
WITH asked AS (
    SELECT * FROM unnest($6::int[], $7::text[], $8::text[], $9::int[], $10::text[])
        AS one (n, span, counter, traits, meant)
), net AS (
    SELECT asked.n, asked.span, asked.meant, p.agency_id, p.subject_kind, p.subject_id, p.on_date,
        max(p.traits) AS traits, sum(p.quantity) AS quantity, sum(p.amount_fen) AS amount_fen
    FROM asked CROSS JOIN anjuan.agency a
    JOIN anjuan.statistical_posting p ON p.agency_id = a.id AND p.counter = asked.counter AND p.traits = asked.traits
        AND p.on_date >= CASE asked.span
            WHEN 'period' THEN $3
            WHEN 'since_go_live' THEN coalesce(a.go_live_on, '-infinity')
            ELSE '-infinity' END
        AND p.on_date <= CASE asked.span WHEN 'period' THEN $4 ELSE $5 END
    JOIN anjuan.journal_position j ON j.agency_id = p.agency_id AND j.entry_id = p.cause AND j.pos <= $2
    WHERE a.id = ANY ($1) AND p.agency_id = ANY ($1) AND j.agency_id = ANY ($1)
    GROUP BY 1, 2, 3, 4, 5, 6, 7
    HAVING sum(p.quantity) <> 0 OR sum(p.amount_fen) <> 0
), record AS (
    -- In a period each day of a record stands for itself; of a stock only what is left on its date.
    SELECT n, agency_id, subject_kind COLLATE "C" AS subject_kind, subject_id, max(on_date) AS on_date,
        max(traits) AS traits, sum(quantity)::bigint AS quantity, sum(amount_fen)::bigint AS amount_fen, NULL::text AS reason
    FROM net
    GROUP BY n, meant, agency_id, subject_kind, subject_id, CASE span WHEN 'period' THEN on_date END
    HAVING CASE WHEN meant = 'amount' THEN sum(amount_fen) <> 0 ELSE sum(quantity) <> 0 END
)
SELECT * FROM record
WHERE $11::int IS NULL OR (n, on_date, agency_id, subject_kind, subject_id) > ($11, $12, $13, $14::text COLLATE "C", $15)
ORDER BY n, on_date, agency_id, subject_kind, subject_id
LIMIT $16
