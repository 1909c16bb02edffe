SELECT count(*)
FROM mart.daily_revenue_restated r
WHERE r.amount > (SELECT sum(s.amount) FROM raw.sales s WHERE s.sold_on = r.day)
