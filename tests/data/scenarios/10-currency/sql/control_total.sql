-- Finance adds up each currency by itself, from the countries.
SELECT abs(1 - (SELECT sum(amount) FROM mart.daily_revenue_v2) / sum(amount * CASE country WHEN 'CH' THEN 1.05 WHEN 'GB' THEN 1.16 ELSE 1 END))
FROM mart.orders
