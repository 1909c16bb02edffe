CREATE SCHEMA mart;
CREATE TABLE mart.orders (order_id integer PRIMARY KEY, customer_id integer NOT NULL, status text NOT NULL, amount numeric(12,2) NOT NULL, ordered_on date NOT NULL);
INSERT INTO mart.orders
SELECT n, 1 + n % 60, (ARRAY['paid', 'paid', 'paid', 'cancelled', 'returned'])[1 + n % 5], round(4 + (n * 7919 % 12000) / 100.0, 2), date '2026-07-01' + n % 90
FROM generate_series(1, 400) n;
CREATE VIEW mart.monthly_revenue AS
SELECT date_trunc('month', ordered_on)::date AS month, sum(amount) AS revenue, count(DISTINCT customer_id) AS customers FROM mart.orders GROUP BY 1;
COMMENT ON VIEW mart.monthly_revenue IS 'What the board sees';
COMMENT ON COLUMN mart.monthly_revenue.revenue IS 'Gross, all orders';
GRANT SELECT ON mart.monthly_revenue TO PUBLIC;
CREATE VIEW mart.board AS SELECT month, round(revenue / customers, 2) AS revenue_per_customer FROM mart.monthly_revenue;
