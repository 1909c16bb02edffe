INSERT INTO orders (order_id, country, amount, ordered_on) WITH RECURSIVE g(n) AS (SELECT 361 UNION ALL SELECT n + 1 FROM g WHERE n < 380)
SELECT n, 'CH', 8000, '2026-10-01' FROM g;
