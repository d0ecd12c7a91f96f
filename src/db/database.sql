-- What a database needs before the first migration. Run at every start by whoever may; each statement may be repeated.
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE SCHEMA IF NOT EXISTS anjuan AUTHORIZATION anjuan_owner;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
-- Not part of the schema, so no dump of it brings this back.
ALTER DEFAULT PRIVILEGES FOR ROLE anjuan_owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
