-- Sessions that a restore has ended stay as they are; no further one may be.
ALTER TABLE anjuan.session
    DROP CONSTRAINT session_end_reason,
    ADD CONSTRAINT session_end_reason CHECK (end_reason IN ('logged_out', 'refresh_token_reused', 'password_reset',
        'account_disabled', 'password_changed', 'second_factor_changed', 'second_factor_reset', 'rights_changed',
        'ended_by_owner', 'ended_by_administrator', 'expired', 'idle')) NOT VALID;
