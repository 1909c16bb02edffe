SELECT count(*)
FROM mart.daily_revenue_v2 v
WHERE v.amount > (SELECT sum(s.amount) FROM raw.sales s WHERE s.sold_on = v.day)
