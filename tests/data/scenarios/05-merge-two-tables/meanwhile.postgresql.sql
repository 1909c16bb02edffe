INSERT INTO mart.web_sales SELECT n, date '2026-10-20', 'SKU-' || n % 12, 12.50 FROM generate_series(251, 280) n;
INSERT INTO mart.store_sales SELECT n, 1, date '2026-10-20', 'SKU-' || n % 12, 7.25 FROM generate_series(121, 140) n;
