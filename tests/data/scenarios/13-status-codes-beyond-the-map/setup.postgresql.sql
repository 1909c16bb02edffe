CREATE SCHEMA mart;
CREATE TABLE mart.tickets (ticket_id integer PRIMARY KEY, status text NOT NULL, opened_on date NOT NULL);
INSERT INTO mart.tickets SELECT n, (ARRAY['open', 'waiting', 'waiting-customer', 'done', 'closed'])[1 + n % 5], date '2026-08-01' + n % 60 FROM generate_series(1, 350) n;
CREATE VIEW mart.tickets_by_status AS SELECT status, count(*) AS tickets FROM mart.tickets GROUP BY status;
