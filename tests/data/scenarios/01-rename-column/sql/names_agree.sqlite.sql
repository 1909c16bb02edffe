SELECT count(*)
FROM customer_revenue old
FULL JOIN customer_revenue_v2 new USING (customer_id)
WHERE old.revenue IS NOT new.revenue OR old.orders IS NOT new.orders
