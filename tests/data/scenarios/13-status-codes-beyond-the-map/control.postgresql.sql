INSERT INTO mart.tickets (ticket_id, status, opened_on) SELECT n, 'open', date '2026-10-03' FROM generate_series(351, 354) n;
