INSERT INTO contract (contract_id, account_code, amount) WITH RECURSIVE g(n) AS (SELECT 301 UNION ALL SELECT n + 1 FROM g WHERE n < 320) SELECT n, 'AC-0007', 55 FROM g;
