INSERT INTO mart.sales SELECT n, 'SKU-3', 40, 22, date '2026-10-02' FROM generate_series(401, 420) n;
