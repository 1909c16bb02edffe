INSERT INTO tickets (ticket_id, status, opened_on) VALUES (351, 'open', '2026-10-03'), (352, 'open', '2026-10-03');
