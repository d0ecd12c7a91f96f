DROP FUNCTION anjuan.enter_scope(uuid, text);
DROP TABLE anjuan.agency;
