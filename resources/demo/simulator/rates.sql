-- The rates of today, when the workspace is older than the days it was made with: those of the last known day.
INSERT INTO exchange_rates (day, currency, rate_to_eur)
SELECT date('now'), r.currency, r.rate_to_eur
FROM exchange_rates AS r
WHERE r.day = (SELECT max(day) FROM exchange_rates WHERE day <= date('now'))
    AND NOT EXISTS (SELECT 1 FROM exchange_rates AS today WHERE today.day = date('now'));
