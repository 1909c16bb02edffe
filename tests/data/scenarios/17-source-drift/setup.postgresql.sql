CREATE SCHEMA raw;
CREATE SCHEMA stage;
CREATE SCHEMA mart;
-- What the source delivered until September …
CREATE TABLE raw.contacts (contact_id integer PRIMARY KEY, phone text, employees integer, delivered_on date NOT NULL);
INSERT INTO raw.contacts SELECT n, '+41 44 ' || 1000000 + n, n * 13 % 400, date '2026-09-30' FROM generate_series(1, 250) n;
-- … and since: phone has another name, employees are text, industry is new.
CREATE TABLE raw.contacts_v2 (contact_id integer PRIMARY KEY, phone_number text, employees text, industry text, delivered_on date NOT NULL);
INSERT INTO raw.contacts_v2 SELECT n, '+41 44 ' || 1000000 + n, (n * 13 % 400)::text, 'retail', date '2026-10-01' FROM generate_series(200, 300) n;
CREATE VIEW stage.contacts AS SELECT DISTINCT contact_id, phone, employees, delivered_on FROM raw.contacts;
CREATE VIEW mart.contacts_by_size AS SELECT width_bucket(employees, 0, 400, 4) AS size, count(*) AS contacts, count(phone) AS with_phone FROM stage.contacts GROUP BY 1;
