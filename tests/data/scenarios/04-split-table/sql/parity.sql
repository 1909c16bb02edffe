SELECT count(*)
FROM crm.customer c
FULL JOIN crm.address a USING (customer_id)
WHERE c.customer_id IS NULL OR a.customer_id IS NULL OR (c.street, c.postcode, c.city, c.country) IS DISTINCT FROM (a.street, a.postcode, a.city, a.country)
