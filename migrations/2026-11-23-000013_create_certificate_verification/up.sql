-- 证件核验: whoever meets an officer may check the card without logging in. One function answers, and only what is
-- printed on a card; everything else stays behind the wall.

CREATE INDEX certificate_by_number ON anjuan.certificate (number);

-- Runs with the owner's rights because a stranger has no agency's scope. FORCE binds the owner too: these policies let
-- the function look.
CREATE POLICY certificate_verification ON anjuan.certificate FOR SELECT TO anjuan_owner USING (true);
CREATE POLICY certificate_verification ON anjuan.certificate_suspension FOR SELECT TO anjuan_owner USING (true);
CREATE POLICY certificate_verification ON anjuan.officer FOR SELECT TO anjuan_owner USING (true);
CREATE POLICY certificate_verification ON anjuan.agency FOR SELECT TO anjuan_owner USING (true);

CREATE FUNCTION anjuan.certificate_by_number(wanted text) RETURNS TABLE (
    officer_name text, agency_name text, kind text, valid_from date, valid_to date, holds daterange,
    suspended daterange[], end_kind text, in_post daterange)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
    SELECT o.name, a.name, c.kind, c.valid_from, c.valid_to, c.holds,
           ARRAY(SELECT s.days FROM anjuan.certificate_suspension s
                 WHERE s.agency_id = c.agency_id AND s.certificate_id = c.id),
           c.end_kind, daterange(o.in_post_from, o.in_post_to, '[]')
    FROM anjuan.certificate c
    JOIN anjuan.officer o ON o.agency_id = c.agency_id AND o.id = c.officer_id
    JOIN anjuan.agency a ON a.id = c.agency_id
    WHERE c.number = wanted
    ORDER BY c.valid_from DESC, c.recorded_at DESC
    LIMIT 20
$$;
GRANT EXECUTE ON FUNCTION anjuan.certificate_by_number(text) TO anjuan_app;
