CREATE TABLE raw_payment_events (event_id integer PRIMARY KEY, payment_ref text NOT NULL, provider text NOT NULL, amount integer NOT NULL, received_at text NOT NULL);
-- References are unique within a provider only; every seventh event was delivered twice.
INSERT INTO raw_payment_events WITH RECURSIVE g(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM g WHERE n < 299)
SELECT n, 'P' || (n % 151), CASE n % 2 WHEN 0 THEN 'cardia' ELSE 'twinpay' END, 500 + n % 151 * 7919 % 9000, datetime('2026-09-01 08:00', '+' || (n * 3) || ' hours') FROM g;
INSERT INTO raw_payment_events
SELECT 1000 + event_id, payment_ref, provider, amount, datetime(received_at, '+1 hour') FROM raw_payment_events WHERE event_id % 7 = 0;
CREATE TABLE payments (payment_ref text PRIMARY KEY, provider text NOT NULL, amount integer NOT NULL, received_at text NOT NULL);
INSERT INTO payments SELECT payment_ref, provider, amount, min(received_at) FROM raw_payment_events GROUP BY payment_ref;
CREATE VIEW payments_by_provider AS SELECT provider, count(*) AS payments, sum(amount) AS amount FROM payments GROUP BY provider;
