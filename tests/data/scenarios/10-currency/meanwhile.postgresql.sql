-- A Swiss customer pays in euro: a value that nothing else knows.
INSERT INTO mart.orders (order_id, country, amount, ordered_on, currency)
SELECT n, 'CH', 80.00, date '2026-10-01', CASE WHEN n = 361 THEN 'EUR' ELSE 'CHF' END FROM generate_series(361, 380) n;
