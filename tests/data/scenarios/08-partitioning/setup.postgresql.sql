CREATE SCHEMA mart;
CREATE TABLE mart.events (event_id bigint PRIMARY KEY, happened_on date NOT NULL, kind text NOT NULL, amount numeric(12,2) NOT NULL);
INSERT INTO mart.events
SELECT n, date '2026-07-01' + n % 92, (ARRAY['view', 'basket', 'order'])[1 + n % 3], round((n * 7919 % 5000) / 100.0, 2) FROM generate_series(1, 368) n;
CREATE INDEX events_day ON mart.events (happened_on);
CREATE VIEW mart.monthly_events AS
SELECT date_trunc('month', happened_on)::date AS month, kind, count(*) AS events, sum(amount) AS amount FROM mart.events GROUP BY 1, 2;
