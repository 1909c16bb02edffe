SELECT count(*)
FROM account_value_v1 old
FULL JOIN account_value_v2 new USING (name)
WHERE old.amount IS NOT new.amount OR old.contracts IS NOT new.contracts
