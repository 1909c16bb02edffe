CREATE SCHEMA crm;
CREATE TABLE crm.account (account_code text PRIMARY KEY, name text NOT NULL);
INSERT INTO crm.account SELECT 'AC-' || lpad(n::text, 4, '0'), 'Account ' || n FROM generate_series(1, 120) n;
CREATE TABLE crm.contract (contract_id integer PRIMARY KEY, account_code text NOT NULL REFERENCES crm.account, amount numeric(12,2) NOT NULL);
INSERT INTO crm.contract SELECT n, 'AC-' || lpad((1 + n % 120)::text, 4, '0'), 100 + n * 3 FROM generate_series(1, 300) n;
CREATE VIEW crm.account_value AS SELECT a.name, sum(c.amount) AS amount, count(*) AS contracts FROM crm.account a JOIN crm.contract c USING (account_code) GROUP BY a.name;
