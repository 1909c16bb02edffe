CREATE TABLE customer (customer_id integer PRIMARY KEY, name text NOT NULL, street text, postcode text, city text, country text);
INSERT INTO customer WITH RECURSIVE g(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM g WHERE n < 300)
SELECT n, 'Customer ' || n, 'Lindenweg ' || (n % 90 + 1), 1000 + n * 41 % 9000,
       CASE n % 4 WHEN 0 THEN 'Bern' WHEN 1 THEN 'Graz' WHEN 2 THEN 'Lyon' ELSE 'Turin' END,
       CASE n % 4 WHEN 0 THEN 'CH' WHEN 1 THEN 'AT' WHEN 2 THEN 'FR' ELSE 'IT' END
FROM g;
CREATE VIEW customers_by_city AS SELECT country, city, count(*) AS customers FROM customer GROUP BY country, city;
