SELECT count(*)
FROM mart.customer_revenue old
FULL JOIN mart.customer_revenue_v2 new USING (customer_id)
WHERE old.revenue IS DISTINCT FROM new.revenue OR old.orders IS DISTINCT FROM new.orders
