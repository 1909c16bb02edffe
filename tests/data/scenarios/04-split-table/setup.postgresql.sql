CREATE SCHEMA crm;
CREATE TABLE crm.customer (
    customer_id integer PRIMARY KEY,
    name text NOT NULL,
    street text,
    postcode text,
    city text,
    country text
);
INSERT INTO crm.customer
SELECT n, 'Customer ' || n, 'Lindenweg ' || n % 90 + 1, (1000 + n * 41 % 9000)::text,
       (ARRAY['Bern', 'Graz', 'Lyon', 'Turin'])[1 + n % 4], (ARRAY['CH', 'AT', 'FR', 'IT'])[1 + n % 4]
FROM generate_series(1, 300) n;
CREATE VIEW crm.customers_by_city AS SELECT country, city, count(*) AS customers FROM crm.customer GROUP BY country, city;
GRANT SELECT ON crm.customers_by_city TO PUBLIC;
