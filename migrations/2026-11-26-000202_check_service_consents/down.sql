DROP INDEX anjuan.case_step_consent_withdrawn_once;
ALTER TABLE anjuan.case_step DROP CONSTRAINT case_step_service_consent;
