CREATE TABLE account (account_code text PRIMARY KEY NOT NULL, name text NOT NULL);
INSERT INTO account WITH RECURSIVE g(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM g WHERE n < 120) SELECT printf('AC-%04d', n), 'Account ' || n FROM g;
CREATE TABLE contract (contract_id integer PRIMARY KEY, account_code text NOT NULL REFERENCES account, amount integer NOT NULL);
INSERT INTO contract WITH RECURSIVE g(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM g WHERE n < 300) SELECT n, printf('AC-%04d', 1 + n % 120), 100 + n * 3 FROM g;
CREATE VIEW account_value AS SELECT a.name, sum(c.amount) AS amount, count(*) AS contracts FROM account a JOIN contract c USING (account_code) GROUP BY a.name;
