INSERT INTO raw.payment_events SELECT n, 'P' || n, 'cardia', 15.00, timestamp '2026-10-15 12:00' FROM generate_series(2001, 2030) n;
INSERT INTO mart.payments SELECT 'P' || n, 'cardia', 15.00, timestamp '2026-10-15 12:00' FROM generate_series(2001, 2030) n;
