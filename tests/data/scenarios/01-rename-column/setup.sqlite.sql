CREATE TABLE orders (order_id integer PRIMARY KEY, customer_id integer NOT NULL, order_total integer NOT NULL CHECK (order_total >= 0), ordered_on text NOT NULL);
INSERT INTO orders WITH RECURSIVE g(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM g WHERE n < 400)
SELECT n, 1 + n % 40, 500 + n * 7919 % 50000, date('2026-07-01', '+' || (n % 92) || ' days') FROM g;
CREATE INDEX orders_total ON orders (order_total);
CREATE VIEW customer_revenue AS SELECT customer_id, count(*) AS orders, sum(order_total) AS revenue FROM orders GROUP BY customer_id;
CREATE VIEW top_customers AS SELECT customer_id, revenue FROM customer_revenue WHERE revenue > 250000;
