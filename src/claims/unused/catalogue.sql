-- Matters that were in force on the first and on the last day, and that none of the agencies used between them.
-- $1 agencies · $2 to $3 the days · $4 act class · $5 $6 the key after which the page begins · $7 rows of the page
SELECT NULL::text AS agency_code, m.code AS matter_code, m.act_class, v.name, NULL::date AS claimed_from, u.last_used_on
FROM anjuan.matter m
JOIN anjuan.matter_version v ON v.matter_id = m.id AND v.valid @> $3
CROSS JOIN LATERAL (SELECT greatest(
    (SELECT max(f.filed_on) FROM anjuan.case_tag t
        JOIN anjuan.case_file f ON f.agency_id = t.agency_id AND f.id = t.case_id AND f.tag_revision = t.revision
        WHERE t.agency_id = ANY ($1) AND t.matter_id = m.id AND f.filed_on <= $3),
    (SELECT max(i.inspected_on) FROM anjuan.inspection_matter t
        JOIN anjuan.inspection i ON i.agency_id = t.agency_id AND i.id = t.inspection_id AND i.state = 'submitted'
        WHERE t.agency_id = ANY ($1) AND t.matter_id = m.id AND i.inspected_on <= $3)
    ) AS last_used_on) u
WHERE EXISTS (SELECT 1 FROM anjuan.matter_version e WHERE e.matter_id = m.id AND e.valid @> $2)
    AND (u.last_used_on IS NULL OR u.last_used_on < $2)
    AND ($4 IS NULL OR m.act_class = $4)
    AND ($5 IS NULL OR (m.code, ''::text) > ($5, $6))
ORDER BY m.code
LIMIT $7
