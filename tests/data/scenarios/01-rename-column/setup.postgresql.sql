CREATE SCHEMA mart;
CREATE TABLE mart.orders (
    order_id integer PRIMARY KEY,
    customer_id integer NOT NULL,
    order_total numeric(12,2) NOT NULL CHECK (order_total >= 0),
    ordered_on date NOT NULL
);
INSERT INTO mart.orders
SELECT n, 1 + n % 40, round(5 + (n * 7919 % 50000) / 100.0, 2), date '2026-07-01' + n % 92 FROM generate_series(1, 400) n;
CREATE INDEX orders_total ON mart.orders (order_total);
CREATE VIEW mart.customer_revenue AS
SELECT customer_id, count(*) AS orders, sum(order_total) AS revenue FROM mart.orders GROUP BY customer_id;
COMMENT ON VIEW mart.customer_revenue IS 'Revenue by customer, gross';
GRANT SELECT ON mart.customer_revenue TO PUBLIC;
CREATE VIEW mart.top_customers AS SELECT customer_id, revenue FROM mart.customer_revenue WHERE revenue > 2500;
