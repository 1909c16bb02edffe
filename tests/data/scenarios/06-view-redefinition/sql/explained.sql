SELECT count(*)
FROM mart.monthly_revenue_v1 old
JOIN mart.monthly_revenue_v2 new USING (month)
WHERE old.revenue - new.revenue IS DISTINCT FROM (
    SELECT coalesce(sum(o.amount), 0) FROM mart.orders o WHERE o.status = 'cancelled' AND date_trunc('month', o.ordered_on)::date = old.month)
