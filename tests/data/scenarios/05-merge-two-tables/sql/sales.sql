SELECT sold_on, sku, channel, amount, lines FROM mart.sales_closed
UNION ALL
SELECT sold_on, sku, 'web' AS channel, sum(amount) AS amount, count(*) AS lines FROM mart.web_sales WHERE sold_on >= date '2026-10-01' GROUP BY sold_on, sku
UNION ALL
SELECT sold_on, sku, 'store' AS channel, sum(amount) AS amount, count(*) AS lines FROM mart.store_sales WHERE sold_on >= date '2026-10-01' GROUP BY sold_on, sku
