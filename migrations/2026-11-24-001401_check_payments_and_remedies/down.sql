DROP INDEX anjuan.case_step_withdrawn_once;
DROP INDEX anjuan.case_step_handed_over_once;
DROP INDEX anjuan.case_step_receipt_once;
ALTER TABLE anjuan.case_step
    DROP CONSTRAINT case_step_withdrawal,
    DROP CONSTRAINT case_step_remedy_result,
    DROP CONSTRAINT case_step_payment_plan,
    DROP CONSTRAINT case_step_payment;
