-- Writes diesel's table! of every table, one line a row.
WITH type_names (pg, rust) AS (VALUES
    ('uuid', 'Uuid'), ('text', 'Text'), ('date', 'Date'), ('timestamptz', 'Timestamptz'), ('int2', 'Int2'),
    ('int4', 'Int4'), ('int8', 'Int8'), ('bool', 'Bool'), ('bytea', 'Bytea'), ('jsonb', 'Jsonb'),
    ('daterange', 'Daterange'), ('_text', 'Array<Text>'), ('_uuid', 'Array<Uuid>'), ('_date', 'Array<Date>')),
tables AS (
    SELECT c.oid, c.relname::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'anjuan' AND c.relkind IN ('r', 'p') AND c.relname NOT LIKE '\_\_%'),
keys AS (
    SELECT t.name, string_agg(a.attname, ', ' ORDER BY array_position(i.indkey::int2[], a.attnum)) AS columns
    FROM tables t JOIN pg_index i ON i.indrelid = t.oid AND i.indisprimary
    JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = ANY (i.indkey) GROUP BY t.name),
columns AS (
    SELECT t.name, a.attnum, a.attname::text AS column, a.attnotnull,
           coalesce(m.rust, 'UNKNOWN_' || y.typname) AS rust
    FROM tables t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
    JOIN pg_type y ON y.oid = a.atttypid LEFT JOIN type_names m ON m.pg = y.typname),
lines AS (
    SELECT name, 0 AS part, 0 AS place, E'\ndiesel::table! {\n    anjuan.' || name || ' (' || columns || ') {' AS line
    FROM keys
    UNION ALL
    SELECT name, 1, attnum, '        ' || "column" || ' -> '
        || CASE WHEN attnotnull THEN rust ELSE 'Nullable<' || rust || '>' END || ','
    FROM columns
    UNION ALL
    SELECT name, 2, 0, E'    }\n}' FROM tables
    UNION ALL
    SELECT '~', 3, 0, E'\ndiesel::allow_tables_to_appear_in_same_query!(\n'
        || string_agg('    ' || name || ',', E'\n' ORDER BY name COLLATE "C") || E'\n);' FROM tables)
SELECT line FROM lines WHERE line IS NOT NULL ORDER BY name COLLATE "C", part, place;
