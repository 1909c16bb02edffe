SELECT a.country, a.city, count(*) AS customers
FROM customer c
JOIN address a USING (customer_id)
GROUP BY a.country, a.city
