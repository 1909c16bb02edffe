CREATE SCHEMA raw;
CREATE SCHEMA mart;
CREATE TABLE raw.payment_events (event_id integer PRIMARY KEY, payment_ref text NOT NULL, provider text NOT NULL, amount numeric(12,2) NOT NULL, received_at timestamp NOT NULL);
-- References are unique within a provider only; every seventh event was delivered twice.
INSERT INTO raw.payment_events
SELECT n, 'P' || n % 151, (ARRAY['cardia', 'twinpay'])[1 + n % 2], round(5 + (n % 151 * 7919 % 9000) / 100.0, 2), timestamp '2026-09-01 08:00' + n * interval '3 hours'
FROM generate_series(1, 299) n;
INSERT INTO raw.payment_events
SELECT 1000 + event_id, payment_ref, provider, amount, received_at + interval '1 hour' FROM raw.payment_events WHERE event_id % 7 = 0;
CREATE TABLE mart.payments AS
SELECT DISTINCT ON (payment_ref) payment_ref, provider, amount, received_at FROM raw.payment_events ORDER BY payment_ref, received_at;
ALTER TABLE mart.payments ADD PRIMARY KEY (payment_ref);
CREATE VIEW mart.payments_by_provider AS SELECT provider, count(*) AS payments, sum(amount) AS amount FROM mart.payments GROUP BY provider;
