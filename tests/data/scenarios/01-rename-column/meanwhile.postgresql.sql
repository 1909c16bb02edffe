INSERT INTO mart.orders (order_id, customer_id, order_total, ordered_on)
SELECT n, 1 + n % 40, 19.90, date '2026-10-01' FROM generate_series(401, 420) n;
