SELECT date_trunc('month', sold_on)::date AS month, sku, sum(amount - cost) AS margin
FROM mart.sales
GROUP BY 1, 2
