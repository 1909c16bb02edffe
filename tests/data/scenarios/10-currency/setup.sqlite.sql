CREATE TABLE orders (order_id integer PRIMARY KEY, country text, amount integer NOT NULL, ordered_on text NOT NULL);
INSERT INTO orders WITH RECURSIVE g(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM g WHERE n < 360)
SELECT n, CASE n % 4 WHEN 0 THEN 'CH' WHEN 1 THEN 'DE' WHEN 2 THEN 'FR' ELSE 'GB' END, 1000 + n * 7919 % 20000, date('2026-09-01', '+' || (n % 30) || ' days') FROM g;
CREATE VIEW daily_revenue AS SELECT ordered_on AS day, sum(amount) AS amount FROM orders GROUP BY ordered_on;
CREATE VIEW weekly_revenue AS SELECT date(day, 'weekday 0', '-6 days') AS week, sum(amount) AS amount FROM daily_revenue GROUP BY 1;
