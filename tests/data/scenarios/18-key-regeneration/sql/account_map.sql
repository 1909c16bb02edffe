SELECT 1000000 + row_number() OVER (ORDER BY account_code) AS new_key, account_code FROM crm.account
