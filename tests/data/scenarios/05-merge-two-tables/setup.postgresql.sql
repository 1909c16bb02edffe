CREATE SCHEMA mart;
CREATE TABLE mart.web_sales (sale_id integer PRIMARY KEY, sold_on date NOT NULL, sku text NOT NULL, amount numeric(12,2) NOT NULL);
CREATE TABLE mart.store_sales (receipt_id integer NOT NULL, line integer NOT NULL, sold_on date NOT NULL, sku text NOT NULL, amount numeric(12,2) NOT NULL,
    PRIMARY KEY (receipt_id, line));
INSERT INTO mart.web_sales SELECT n, date '2026-09-01' + n % 45, 'SKU-' || n % 12, round(3 + (n * 7919 % 9000) / 100.0, 2) FROM generate_series(1, 250) n;
INSERT INTO mart.store_sales SELECT n, l, date '2026-09-01' + n % 45, 'SKU-' || (n + l) % 12, round(2 + (n * 104729 % 7000) / 100.0, 2)
FROM generate_series(1, 120) n, generate_series(1, 2) l;
CREATE VIEW mart.daily_sales AS
SELECT sold_on, sum(amount) AS amount, count(*) AS lines
FROM (SELECT sold_on, amount FROM mart.web_sales UNION ALL SELECT sold_on, amount FROM mart.store_sales) s
GROUP BY sold_on;
