-- Every table of the schema with what protects it.
SELECT c.relname::text AS name,
       pg_get_userbyid(c.relowner)::text AS owner,
       c.relrowsecurity AS secured,
       c.relforcerowsecurity AS forced,
       coalesce((SELECT a.attname::text FROM pg_index i JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
                 WHERE i.indrelid = c.oid AND i.indisprimary), '') AS first_key,
       coalesce((SELECT array_agg(t.tgname::text ORDER BY t.tgname) FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
                 WHERE t.tgrelid = c.oid AND NOT t.tgisinternal AND t.tgenabled = 'A' AND p.proname = 'forbid'), '{}') AS triggers,
       coalesce((SELECT array_agg(g.what) FROM (
           SELECT privilege AS what FROM unnest(ARRAY['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) privilege
           WHERE has_table_privilege('anjuan_app', c.oid, privilege)
           UNION ALL
           SELECT 'COLUMN UPDATE' WHERE has_any_column_privilege('anjuan_app', c.oid, 'UPDATE')) g), '{}') AS app_may,
       EXISTS (SELECT FROM aclexplode(c.relacl) acl WHERE acl.grantee = 0) AS public_may,
       coalesce((SELECT array_agg(k.conname::text ORDER BY k.conname) FROM pg_constraint k
                 WHERE k.conrelid = c.oid AND k.contype IN ('p', 'u', 'x', 'f')
                   AND NOT (k.contype = 'f' AND k.confrelid IN (
                       SELECT s.oid FROM pg_class s JOIN pg_namespace m ON m.oid = s.relnamespace
                       WHERE m.nspname = 'anjuan' AND s.relname IN ('agency', 'matter', 'matter_version', 'discretion_step')))
                   AND NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'agency_id'
                                   AND a.attnum = ANY (k.conkey))), '{}') AS keys_without_agency
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'anjuan' AND c.relkind IN ('r', 'p') AND c.relname NOT LIKE '\_\_%'
ORDER BY c.relname;
