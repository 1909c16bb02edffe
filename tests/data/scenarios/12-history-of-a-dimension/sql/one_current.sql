SELECT count(*)
FROM mart.customer c
FULL JOIN mart.customer_current h USING (customer_id)
WHERE c.segment IS DISTINCT FROM h.segment OR c.updated_on IS DISTINCT FROM h.updated_on
