SELECT count(*)
FROM daily_sales_v1 old
FULL JOIN daily_sales_v2 new USING (sold_on)
WHERE old.amount IS NOT new.amount OR old.lines IS NOT new.lines
