-- The new front end writes a state that no old status stands for.
INSERT INTO tickets (ticket_id, status, opened_on, state) VALUES (351, 'open', '2026-10-03', 'escalated'), (352, 'open', '2026-10-03', 'escalated');
