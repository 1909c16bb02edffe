SELECT a.name, sum(c.amount) AS amount, count(*) AS contracts
FROM crm.contract c
JOIN crm.account_map k ON k.new_key = c.account_key
JOIN crm.account a ON a.account_code = k.account_code
GROUP BY a.name
