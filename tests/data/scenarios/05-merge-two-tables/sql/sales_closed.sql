SELECT sold_on, sku, channel, sum(amount) AS amount, count(*) AS lines
FROM (
    SELECT sold_on, sku, 'web' AS channel, amount FROM mart.web_sales
    UNION ALL
    SELECT sold_on, sku, 'store' AS channel, amount FROM mart.store_sales
) s
WHERE sold_on < date '2026-10-01'
GROUP BY sold_on, sku, channel
