INSERT INTO mart.orders (order_id, country, amount, ordered_on)
SELECT n, 'CH', 80.00, date '2026-10-01' FROM generate_series(361, 380) n;
