INSERT INTO crm.contract (contract_id, account_code, amount) SELECT n, 'AC-0007', 55 FROM generate_series(301, 320) n;
