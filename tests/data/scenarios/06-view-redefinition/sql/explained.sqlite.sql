SELECT count(*)
FROM monthly_revenue_v1 old
JOIN monthly_revenue_v2 new USING (month)
WHERE old.revenue - new.revenue IS NOT (
    SELECT coalesce(sum(o.amount), 0) FROM orders o WHERE o.status = 'cancelled' AND strftime('%Y-%m-01', o.ordered_on) = old.month)
