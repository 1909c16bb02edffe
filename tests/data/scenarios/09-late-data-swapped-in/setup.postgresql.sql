CREATE SCHEMA raw;
CREATE SCHEMA mart;
CREATE TABLE raw.sales (sale_id integer PRIMARY KEY, sold_on date NOT NULL, loaded_on date NOT NULL, amount numeric(12,2) NOT NULL);
INSERT INTO raw.sales
SELECT n, date '2026-09-01' + n % 40, date '2026-09-01' + n % 40 + CASE WHEN n % 11 = 0 THEN 3 WHEN n % 9 = 0 THEN 2 ELSE 1 END, round(3 + (n * 7919 % 8000) / 100.0, 2)
FROM generate_series(1, 400) n;
CREATE TABLE mart.daily_revenue AS SELECT sold_on AS day, sum(amount) AS amount, count(*) AS sales FROM raw.sales WHERE loaded_on <= sold_on + 1 GROUP BY sold_on;
ALTER TABLE mart.daily_revenue ADD PRIMARY KEY (day);
