INSERT INTO mart.orders SELECT n, 1 + n % 60, 'paid', 25.00, date '2026-10-02' FROM generate_series(401, 430) n;
