SELECT a.name, sum(c.amount) AS amount, count(*) AS contracts
FROM contract c
JOIN account_map k ON k.new_key = c.account_key
JOIN account a ON a.account_code = k.account_code
GROUP BY a.name
