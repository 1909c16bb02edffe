SELECT a.country, a.city, count(*) AS customers
FROM crm.customer c
JOIN crm.address a USING (customer_id)
GROUP BY a.country, a.city
