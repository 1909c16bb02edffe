CREATE SCHEMA mart;
CREATE TABLE mart.orders (order_id integer PRIMARY KEY, country text, amount numeric(12,2) NOT NULL, ordered_on date NOT NULL);
INSERT INTO mart.orders
SELECT n, (ARRAY['CH', 'DE', 'FR', 'GB'])[1 + n % 4], round(10 + (n * 7919 % 20000) / 100.0, 2), date '2026-09-01' + n % 30 FROM generate_series(1, 360) n;
CREATE VIEW mart.daily_revenue AS SELECT ordered_on AS day, sum(amount) AS amount FROM mart.orders GROUP BY ordered_on;
CREATE VIEW mart.weekly_revenue AS SELECT date_trunc('week', day)::date AS week, sum(amount) AS amount FROM mart.daily_revenue GROUP BY 1;
