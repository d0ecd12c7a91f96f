-- 证件核验: several agencies may have recorded one number. All of them are told, so that no record hides another.

DROP FUNCTION anjuan.certificate_by_number(text);

CREATE FUNCTION anjuan.certificate_by_number(wanted text) RETURNS TABLE (
    agency_id uuid, officer_name text, agency_name text, kind text, valid_from date, valid_to date, holds daterange,
    suspended daterange[], end_kind text, in_post daterange)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
    SELECT c.agency_id, o.name, a.name, c.kind, c.valid_from, c.valid_to, c.holds,
           ARRAY(SELECT s.days FROM anjuan.certificate_suspension s
                 WHERE s.agency_id = c.agency_id AND s.certificate_id = c.id),
           c.end_kind, daterange(o.in_post_from, o.in_post_to, '[]')
    FROM anjuan.certificate c
    JOIN anjuan.officer o ON o.agency_id = c.agency_id AND o.id = c.officer_id
    JOIN anjuan.agency a ON a.id = c.agency_id
    WHERE c.number = wanted
    ORDER BY c.valid_from DESC, c.recorded_at DESC
$$;
GRANT EXECUTE ON FUNCTION anjuan.certificate_by_number(text) TO anjuan_app;
