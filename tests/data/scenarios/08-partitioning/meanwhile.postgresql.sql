INSERT INTO mart.events SELECT n, date '2026-10-03', 'order', 42.00 FROM generate_series(369, 400) n;
