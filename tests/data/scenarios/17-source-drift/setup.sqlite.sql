CREATE TABLE raw_contacts (contact_id integer PRIMARY KEY, phone text, employees integer, delivered_on text NOT NULL);
INSERT INTO raw_contacts WITH RECURSIVE g(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM g WHERE n < 250) SELECT n, '+41 44 ' || (1000000 + n), n * 13 % 400, '2026-09-30' FROM g;
CREATE TABLE raw_contacts_v2 (contact_id integer PRIMARY KEY, phone_number text, employees text, industry text, delivered_on text NOT NULL);
INSERT INTO raw_contacts_v2 WITH RECURSIVE g(n) AS (SELECT 200 UNION ALL SELECT n + 1 FROM g WHERE n < 300) SELECT n, '+41 44 ' || (1000000 + n), n * 13 % 400, 'retail', '2026-10-01' FROM g;
CREATE VIEW stage_contacts AS SELECT DISTINCT contact_id, phone, employees, delivered_on FROM raw_contacts;
CREATE VIEW contacts_by_size AS SELECT employees / 100 AS size, count(*) AS contacts, count(phone) AS with_phone FROM stage_contacts GROUP BY 1;
