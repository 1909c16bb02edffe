SELECT count(*)
FROM crm.account_value_v1 old
FULL JOIN crm.account_value_v2 new USING (name)
WHERE old.amount IS DISTINCT FROM new.amount OR old.contracts IS DISTINCT FROM new.contracts
