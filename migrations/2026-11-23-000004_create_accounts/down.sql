DROP FUNCTION anjuan.require_session(uuid, int, timestamptz);
DROP TABLE anjuan.login_throttle;
DROP TABLE anjuan.refresh_token;
DROP TABLE anjuan.session;
DROP TABLE anjuan.account;
