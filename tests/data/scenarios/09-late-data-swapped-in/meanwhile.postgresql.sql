INSERT INTO raw.sales SELECT n, date '2026-10-08', date '2026-10-11', 11.00 FROM generate_series(401, 420) n;
