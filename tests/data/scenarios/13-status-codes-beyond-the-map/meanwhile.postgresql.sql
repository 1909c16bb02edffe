-- The new front end writes a state that no old status stands for.
INSERT INTO mart.tickets (ticket_id, status, opened_on, state) SELECT n, 'open', date '2026-10-03', 'escalated' FROM generate_series(351, 354) n;
