DROP FUNCTION anjuan.open_session(uuid, text, uuid, int, timestamptz);
