SELECT count(*)
FROM customer c
FULL JOIN address a USING (customer_id)
WHERE c.customer_id IS NULL OR a.customer_id IS NULL OR c.street IS NOT a.street OR c.postcode IS NOT a.postcode OR c.city IS NOT a.city OR c.country IS NOT a.country
