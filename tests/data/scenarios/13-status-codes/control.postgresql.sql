INSERT INTO mart.tickets (ticket_id, status, opened_on) SELECT n, 'waiting-customer', date '2026-10-02' FROM generate_series(351, 370) n;
INSERT INTO mart.tickets (ticket_id, status, opened_on) SELECT n, 'done', date '2026-10-03' FROM generate_series(371, 380) n;
