-- What was looked at for some sums and left out, each with its reason.
-- $1 agencies · $2 position · $3 to $4 the period · $5 the stock date
-- $6 to $10 what is asked: its number, span, counter, traits (null: all), and the role of the counter:
--   own · whole (the stock that the own one is a part of) · else the reason why what is counted there is left out
-- $11 to $15 the key after which the page begins · $16 rows of the page
WITH asked AS (
    SELECT * FROM unnest($6::int[], $7::text[], $8::text[], $9::int[], $10::text[])
        AS one (n, span, counter, traits, role)
), known AS (
    SELECT asked.n, asked.span, asked.role, p.agency_id, p.subject_kind, p.subject_id, p.on_date,
        max(p.traits) AS traits, sum(p.quantity) AS quantity, sum(p.amount_fen) AS amount_fen,
        p.on_date <= CASE asked.span WHEN 'period' THEN $4 ELSE $5 END AS is_in
    FROM asked CROSS JOIN anjuan.agency a
    JOIN anjuan.statistical_posting p ON p.agency_id = a.id AND p.counter = asked.counter
        AND (asked.traits IS NULL OR p.traits = asked.traits)
        AND (asked.span <> 'period' OR p.on_date BETWEEN $3 AND $4)
    JOIN anjuan.journal_position j ON j.agency_id = p.agency_id AND j.entry_id = p.cause AND j.pos <= $2
    WHERE a.id = ANY ($1) AND p.agency_id = ANY ($1) AND j.agency_id = ANY ($1)
    GROUP BY 1, 2, 3, 4, 5, 6, 7
), subject AS (
    SELECT n, span, role, agency_id, subject_kind COLLATE "C" AS subject_kind, subject_id, max(traits) AS traits,
        coalesce(sum(quantity) FILTER (WHERE is_in), 0) AS quantity,
        coalesce(sum(amount_fen) FILTER (WHERE is_in), 0) AS amount_fen,
        coalesce(max(on_date) FILTER (WHERE quantity > 0), max(on_date)) AS on_date,
        min(on_date) FILTER (WHERE quantity <> 0) AS first_day
    FROM known GROUP BY n, span, role, agency_id, subject_kind, subject_id
), record AS (
    SELECT s.n, s.agency_id, s.subject_kind, s.subject_id, s.on_date, s.traits,
        s.quantity::bigint AS quantity, s.amount_fen::bigint AS amount_fen,
        CASE WHEN s.role = 'whole' THEN 'not_part'
            WHEN s.role <> 'own' THEN s.role
            WHEN s.first_day IS NULL THEN 'corrected'
            WHEN s.span <> 'period' AND s.first_day > $5 THEN 'not_yet'
            WHEN s.span <> 'period' THEN 'ended'
            ELSE 'corrected' END AS reason
    FROM subject s
    WHERE CASE s.role
        WHEN 'own' THEN s.quantity = 0 AND s.amount_fen = 0
        WHEN 'whole' THEN s.quantity <> 0 AND NOT EXISTS (
            SELECT FROM subject own WHERE own.n = s.n AND own.role = 'own' AND own.quantity <> 0
                AND (own.agency_id, own.subject_kind, own.subject_id) = (s.agency_id, s.subject_kind, s.subject_id))
        ELSE s.quantity <> 0 OR s.amount_fen <> 0 END
    -- What the whole still holds is told once, by the whole.
    AND NOT (s.role = 'own' AND EXISTS (
        SELECT FROM subject whole WHERE whole.n = s.n AND whole.role = 'whole' AND whole.quantity <> 0
            AND (whole.agency_id, whole.subject_kind, whole.subject_id) = (s.agency_id, s.subject_kind, s.subject_id)))
)
SELECT * FROM record
WHERE $11::int IS NULL OR (n, on_date, agency_id, subject_kind, subject_id) > ($11, $12, $13, $14::text COLLATE "C", $15)
ORDER BY n, on_date, agency_id, subject_kind, subject_id
LIMIT $16
