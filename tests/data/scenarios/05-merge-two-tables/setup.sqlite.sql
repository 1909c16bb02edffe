CREATE TABLE web_sales (sale_id integer PRIMARY KEY, sold_on text NOT NULL, sku text NOT NULL, amount integer NOT NULL);
CREATE TABLE store_sales (receipt_id integer NOT NULL, line integer NOT NULL, sold_on text NOT NULL, sku text NOT NULL, amount integer NOT NULL, PRIMARY KEY (receipt_id, line));
INSERT INTO web_sales WITH RECURSIVE g(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM g WHERE n < 250)
SELECT n, date('2026-09-01', '+' || (n % 45) || ' days'), 'SKU-' || (n % 12), 300 + n * 7919 % 9000 FROM g;
INSERT INTO store_sales WITH RECURSIVE g(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM g WHERE n < 120)
SELECT n, l, date('2026-09-01', '+' || (n % 45) || ' days'), 'SKU-' || ((n + l) % 12), 200 + n * 104729 % 7000 FROM g, (SELECT 1 AS l UNION ALL SELECT 2);
CREATE VIEW daily_sales AS
SELECT sold_on, sum(amount) AS amount, count(*) AS lines
FROM (SELECT sold_on, amount FROM web_sales UNION ALL SELECT sold_on, amount FROM store_sales) s
GROUP BY sold_on;
