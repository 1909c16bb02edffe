CREATE TABLE raw_sales (sale_id integer PRIMARY KEY, sold_on text NOT NULL, loaded_on text NOT NULL, amount integer NOT NULL);
-- Most sales arrive on the next day, every ninth two days late, every eleventh three.
INSERT INTO raw_sales WITH RECURSIVE g(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM g WHERE n < 400)
SELECT n, date('2026-09-01', '+' || (n % 40) || ' days'), date('2026-09-01', '+' || (n % 40 + CASE WHEN n % 11 = 0 THEN 3 WHEN n % 9 = 0 THEN 2 ELSE 1 END) || ' days'), 300 + n * 7919 % 8000 FROM g;
CREATE TABLE daily_revenue_fact (day text PRIMARY KEY NOT NULL, amount integer NOT NULL, sales integer NOT NULL);
INSERT INTO daily_revenue_fact SELECT sold_on, sum(amount), count(*) FROM raw_sales WHERE loaded_on <= date(sold_on, '+1 day') GROUP BY sold_on;
CREATE VIEW daily_revenue AS SELECT DISTINCT day, amount FROM daily_revenue_fact;
