SELECT count(*)
FROM daily_revenue_v2 v
WHERE v.amount > (SELECT sum(s.amount) FROM raw_sales s WHERE s.sold_on = v.day)
