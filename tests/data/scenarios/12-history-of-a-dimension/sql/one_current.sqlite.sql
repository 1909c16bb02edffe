SELECT count(*)
FROM customer c
FULL JOIN customer_current h USING (customer_id)
WHERE c.segment IS NOT h.segment OR c.updated_on IS NOT h.updated_on
