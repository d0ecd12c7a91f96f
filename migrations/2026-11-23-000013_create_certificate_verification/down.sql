DROP FUNCTION anjuan.certificate_by_number(text);
DROP POLICY certificate_verification ON anjuan.agency;
DROP POLICY certificate_verification ON anjuan.officer;
DROP POLICY certificate_verification ON anjuan.certificate_suspension;
DROP POLICY certificate_verification ON anjuan.certificate;
DROP INDEX anjuan.certificate_by_number;
