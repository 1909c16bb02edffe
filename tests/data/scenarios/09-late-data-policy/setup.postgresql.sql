CREATE SCHEMA raw;
CREATE SCHEMA mart;
CREATE TABLE raw.sales (sale_id integer PRIMARY KEY, sold_on date NOT NULL, loaded_on date NOT NULL, amount numeric(12,2) NOT NULL);
-- Most sales arrive on the next day, every ninth two days late, every eleventh three.
INSERT INTO raw.sales
SELECT n, date '2026-09-01' + n % 40, date '2026-09-01' + n % 40 + CASE WHEN n % 11 = 0 THEN 3 WHEN n % 9 = 0 THEN 2 ELSE 1 END, round(3 + (n * 7919 % 8000) / 100.0, 2)
FROM generate_series(1, 400) n;
CREATE TABLE mart.daily_revenue_fact (day date PRIMARY KEY, amount numeric(14,2) NOT NULL, sales bigint NOT NULL);
INSERT INTO mart.daily_revenue_fact SELECT sold_on, sum(amount), count(*) FROM raw.sales WHERE loaded_on <= sold_on + 1 GROUP BY sold_on;
CREATE VIEW mart.daily_revenue AS SELECT DISTINCT day, amount FROM mart.daily_revenue_fact;
