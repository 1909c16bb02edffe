CREATE TABLE orders (order_id integer PRIMARY KEY, customer_id integer NOT NULL, status text NOT NULL, amount integer NOT NULL, ordered_on text NOT NULL);
INSERT INTO orders WITH RECURSIVE g(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM g WHERE n < 400)
SELECT n, 1 + n % 60, CASE n % 5 WHEN 3 THEN 'cancelled' WHEN 4 THEN 'returned' ELSE 'paid' END, 400 + n * 7919 % 12000, date('2026-07-01', '+' || (n % 90) || ' days') FROM g;
CREATE VIEW monthly_revenue AS
SELECT strftime('%Y-%m-01', ordered_on) AS month, sum(amount) AS revenue, count(DISTINCT customer_id) AS customers FROM orders GROUP BY 1;
CREATE VIEW board AS SELECT month, revenue / customers AS revenue_per_customer FROM monthly_revenue;
