SELECT count(*)
FROM mart.margin_report old
FULL JOIN mart.margin_report_v2 new USING (month)
WHERE old.margin IS DISTINCT FROM new.margin OR old.products IS DISTINCT FROM new.products
