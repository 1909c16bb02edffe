-- What the dashboards read. daily_revenue adds amounts of all currencies up as if they were one: the plan mends that.
CREATE VIEW daily_revenue AS
SELECT ordered_on AS day, count(*) AS orders, round(sum(amount), 2) AS revenue
FROM orders WHERE status NOT IN ('cancelled', 'refunded') GROUP BY ordered_on;
CREATE VIEW revenue_dashboard AS
SELECT day, orders, revenue, round(avg(revenue) OVER (ORDER BY day ROWS BETWEEN 6 PRECEDING AND CURRENT ROW), 2) AS revenue_7d
FROM daily_revenue WHERE day >= date('now', '-90 days');
CREATE VIEW revenue_by_country AS
SELECT k.country, k.name, k.region, count(*) AS orders, round(sum(p.amount_eur), 2) AS revenue_eur
FROM orders AS o JOIN payments AS p ON p.order_id = o.order_id AND p.status = 'settled' JOIN countries AS k ON k.country = o.country
WHERE o.ordered_on >= date('now', '-90 days') GROUP BY k.country, k.name, k.region;
CREATE VIEW customer_ltv AS
SELECT c.customer_id, c.segment, c.channel, count(*) AS orders, round(sum(p.amount_eur), 2) AS lifetime_eur, max(o.ordered_on) AS last_order
FROM customers AS c JOIN orders AS o ON o.customer_id = c.customer_id JOIN payments AS p ON p.order_id = o.order_id AND p.status = 'settled'
GROUP BY c.customer_id, c.segment, c.channel;
CREATE VIEW segment_value AS
SELECT segment, count(*) AS customers, round(avg(lifetime_eur), 2) AS average_eur FROM customer_ltv GROUP BY segment;
CREATE VIEW product_performance AS
SELECT p.product_id, p.name, p.category, sum(o.quantity) AS units, round(sum(o.quantity * (p.price_eur - p.cost_eur)), 2) AS margin_eur
FROM products AS p JOIN orders AS o ON o.product_id = p.product_id AND o.status <> 'cancelled'
WHERE o.ordered_on >= date('now', '-90 days') GROUP BY p.product_id, p.name, p.category;
CREATE VIEW refund_rate AS
SELECT strftime('%Y-%W', booked_on) AS week, count(*) AS payments, round(avg(status = 'refunded'), 4) AS refunded
FROM payments GROUP BY strftime('%Y-%W', booked_on);
CREATE VIEW finance_control AS
SELECT booked_on AS day, round(sum(amount_eur), 2) AS settled_eur FROM payments WHERE status = 'settled' GROUP BY booked_on;
CREATE VIEW revenue_vs_control AS
SELECT r.day, r.revenue, f.settled_eur, round(r.revenue - f.settled_eur, 2) AS difference
FROM daily_revenue AS r JOIN finance_control AS f ON f.day = r.day;
CREATE VIEW job_health AS
SELECT job, count(*) AS runs, round(avg(status = 'failed'), 4) AS failed, max(finished_at) AS last_run
FROM job_runs WHERE finished_at >= datetime('now', '-7 days') GROUP BY job;
