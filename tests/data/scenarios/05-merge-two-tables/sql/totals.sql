SELECT count(*)
FROM mart.daily_sales_v1 old
FULL JOIN mart.daily_sales_v2 new USING (sold_on)
WHERE old.amount IS DISTINCT FROM new.amount OR old.lines IS DISTINCT FROM new.lines
