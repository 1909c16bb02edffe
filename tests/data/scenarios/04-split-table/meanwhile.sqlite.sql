INSERT INTO customer WITH RECURSIVE g(n) AS (SELECT 301 UNION ALL SELECT n + 1 FROM g WHERE n < 325)
SELECT n, 'Customer ' || n, 'Seestrasse ' || n, '8002', 'Zug', 'CH' FROM g;
