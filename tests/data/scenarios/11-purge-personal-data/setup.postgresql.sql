CREATE SCHEMA crm;
CREATE SCHEMA vault;
CREATE TABLE crm.subscriber (subscriber_id integer PRIMARY KEY, email text NOT NULL, country text NOT NULL, opted_in boolean NOT NULL);
INSERT INTO crm.subscriber
SELECT n, 'reader' || n || '@example.org', (ARRAY['CH', 'AT', 'FR'])[1 + n % 3], n % 5 <> 0 FROM generate_series(1, 300) n;
CREATE TABLE crm.newsletter_click (click_id integer PRIMARY KEY, subscriber_id integer NOT NULL REFERENCES crm.subscriber, clicked_on date NOT NULL);
INSERT INTO crm.newsletter_click SELECT n, 1 + n * 7 % 300, date '2026-09-01' + n % 30 FROM generate_series(1, 400) n;
CREATE VIEW crm.active_readers AS
SELECT s.subscriber_id, s.email AS contact, s.country, count(*) AS clicks
FROM crm.subscriber s JOIN crm.newsletter_click c USING (subscriber_id)
GROUP BY s.subscriber_id, s.email, s.country;
GRANT SELECT ON crm.active_readers TO PUBLIC;
