DROP TRIGGER account_auditor_by_operator ON anjuan.account;
DROP FUNCTION anjuan.refuse_auditors_made_from_afar();
