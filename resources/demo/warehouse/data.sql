-- Two years of business up to {now}, made inside the database from arithmetic alone: the same moment gives the same rows.

-- Evenly spread numbers in [0, 1): a multiplicative hash, mixed twice (x ^ y is written as (x | y) - (x & y)).
CREATE TEMP TABLE noise (i INTEGER PRIMARY KEY, a REAL, b REAL, c REAL, d REAL, e REAL, f REAL);
INSERT INTO noise
WITH RECURSIVE
    numbers (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM numbers WHERE i < 65536),
    spread AS MATERIALIZED (SELECT i, i * 2654435761 % 4294967296 AS x FROM numbers),
    mixed AS MATERIALIZED (SELECT i, ((x | (x >> 16)) - (x & (x >> 16))) * 73244475 % 4294967296 AS x FROM spread),
    again AS MATERIALIZED (SELECT i, ((x | (x >> 15)) - (x & (x >> 15))) * 1935289751 % 4294967296 AS x FROM mixed)
SELECT i, (x * 2057467217 % 4294967296 >> 12) / 1048576.0, (x * 1540483477 % 4294967296 >> 12) / 1048576.0,
    (x * 668265263 % 4294967296 >> 12) / 1048576.0, (x * 374761393 % 4294967296 >> 12) / 1048576.0,
    (x * 1181783497 % 4294967296 >> 12) / 1048576.0, (x * 1013904223 % 4294967296 >> 12) / 1048576.0
FROM again;

-- Growth over the two years, weekdays, season, and a little weather.
CREATE TEMP TABLE days (k INTEGER PRIMARY KEY, day TEXT NOT NULL, orders INTEGER NOT NULL, before INTEGER NOT NULL);
INSERT INTO days
SELECT k, day, orders, coalesce(sum(orders) OVER (ORDER BY k ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)
FROM (
    SELECT n.i - 1 AS k, date('{now}', (n.i - 731) || ' days') AS day,
        CAST(214 * (1 + 0.75 * n.i / 731.0) * (0.92 + 0.16 * n.a)
            * CASE strftime('%w', '{now}', (n.i - 731) || ' days')
                WHEN '0' THEN 0.82 WHEN '1' THEN 1.05 WHEN '4' THEN 1.04 WHEN '5' THEN 1.12 WHEN '6' THEN 0.97 ELSE 1.0 END
            * CASE strftime('%m', '{now}', (n.i - 731) || ' days')
                WHEN '01' THEN 0.86 WHEN '02' THEN 0.88 WHEN '03' THEN 0.95 WHEN '04' THEN 0.97 WHEN '07' THEN 0.93
                WHEN '08' THEN 0.91 WHEN '10' THEN 1.05 WHEN '11' THEN 1.28 WHEN '12' THEN 1.33 ELSE 1.0 END AS INTEGER) AS orders
    FROM noise AS n WHERE n.i <= 731
);

INSERT INTO countries (country, name, region, currency, price_factor) VALUES
    ('DE', 'Germany', 'DACH', 'EUR', 1.0), ('FR', 'France', 'West', 'EUR', 1.0), ('GB', 'United Kingdom', 'Isles', 'GBP', 0.86),
    ('US', 'United States', 'Overseas', 'USD', 1.09), ('NL', 'Netherlands', 'West', 'EUR', 1.0), ('ES', 'Spain', 'South', 'EUR', 1.0),
    ('IT', 'Italy', 'South', 'EUR', 1.0), ('CH', 'Switzerland', 'DACH', 'CHF', 0.96), ('SE', 'Sweden', 'North', 'SEK', 11.3),
    ('DK', 'Denmark', 'North', 'DKK', 7.46), ('PL', 'Poland', 'East', 'PLN', 4.3), ('IE', 'Ireland', 'Isles', 'EUR', 1.0);

INSERT INTO customers
SELECT i,
    CASE WHEN b < 0.27 THEN 'DE' WHEN b < 0.42 THEN 'FR' WHEN b < 0.57 THEN 'GB' WHEN b < 0.70 THEN 'US' WHEN b < 0.78 THEN 'NL'
        WHEN b < 0.84 THEN 'ES' WHEN b < 0.89 THEN 'IT' WHEN b < 0.925 THEN 'CH' WHEN b < 0.95 THEN 'SE' WHEN b < 0.97 THEN 'DK'
        WHEN b < 0.985 THEN 'PL' ELSE 'IE' END,
    CASE WHEN c < 0.38 THEN 'search' WHEN c < 0.61 THEN 'direct' WHEN c < 0.79 THEN 'newsletter' WHEN c < 0.93 THEN 'social' ELSE 'partner' END,
    CASE WHEN d < 0.81 THEN 'consumer' WHEN d < 0.96 THEN 'small business' ELSE 'enterprise' END,
    -- The first 2,000 were there before; the others come evenly over the two years.
    CASE WHEN i <= 2000 THEN date('{now}', '-731 days', CAST(-1 - 700 * a AS INTEGER) || ' days')
        ELSE date('{now}', '-731 days', CAST((i - 2000) * 731 / 10000 AS INTEGER) || ' days') END
FROM noise WHERE i <= 12000;

INSERT INTO products
SELECT row_number() OVER (ORDER BY items.n, finishes.n), printf('%s-%02d%02d', upper(substr(category, 1, 2)), items.n, finishes.n),
    item || ', ' || finish, category, round(price * markup, 2), round(price * markup * (0.46 + 0.02 * finishes.n), 2)
FROM (SELECT column1 AS n, column2 AS item, column3 AS category, column4 AS price FROM (VALUES
        (1, 'Kettle', 'Kitchen', 39.0), (2, 'Pan', 'Kitchen', 54.0), (3, 'Bowl', 'Kitchen', 12.5), (4, 'Knife', 'Kitchen', 29.0),
        (5, 'Grinder', 'Kitchen', 69.0), (6, 'Desk lamp', 'Light', 79.0), (7, 'Pendant', 'Light', 119.0), (8, 'Wall light', 'Light', 64.0),
        (9, 'Floor lamp', 'Light', 149.0), (10, 'Candle', 'Light', 9.0), (11, 'Desk', 'Furniture', 329.0), (12, 'Chair', 'Furniture', 189.0),
        (13, 'Shelf', 'Furniture', 139.0), (14, 'Stool', 'Furniture', 84.0), (15, 'Side table', 'Furniture', 109.0), (16, 'Blanket', 'Textile', 59.0),
        (17, 'Cushion', 'Textile', 24.0), (18, 'Rug', 'Textile', 159.0), (19, 'Towel', 'Textile', 18.0), (20, 'Curtain', 'Textile', 72.0),
        (21, 'Planter', 'Garden', 34.0), (22, 'Bench', 'Garden', 229.0), (23, 'Watering can', 'Garden', 27.0), (24, 'Lantern', 'Garden', 31.0),
        (25, 'Notebook', 'Office', 11.0), (26, 'Pen tray', 'Office', 16.0), (27, 'Paper rack', 'Office', 38.0), (28, 'Clock', 'Office', 49.0),
        (29, 'Hook', 'Small parts', 6.5), (30, 'Handle', 'Small parts', 8.0))) AS items
CROSS JOIN (SELECT column1 AS n, column2 AS finish, column3 AS markup FROM (VALUES
        (1, 'oak', 1.25), (2, 'ash', 1.15), (3, 'steel', 1.0), (4, 'brass', 1.35), (5, 'black', 0.95), (6, 'white', 0.95), (7, 'linen', 1.1),
        (8, 'clay', 1.05))) AS finishes;

INSERT INTO exchange_rates
SELECT date('{now}', (n.i - 738) || ' days'), c.currency,
    CASE c.currency WHEN 'EUR' THEN 1.0
        -- A slow swing over the year and some daily noise, each currency with its own phase.
        ELSE round(c.base * (1 + 0.025 * (abs((n.i + c.phase) % 366 - 183) / 91.5 - 1) + 0.006 * (n.a - 0.5)), 6) END
FROM noise AS n
CROSS JOIN (SELECT column1 AS currency, column2 AS base, column3 AS phase FROM (VALUES
        ('EUR', 1.0, 0), ('GBP', 1.163, 40), ('USD', 0.917, 120), ('CHF', 1.042, 200), ('SEK', 0.0885, 260), ('DKK', 0.13404, 0),
        ('PLN', 0.2326, 310))) AS c
WHERE n.i <= 745;

-- Early customers and cheap popular products buy and sell more often (squares of even numbers).
INSERT INTO orders
SELECT order_id, customer_id, product_id, CASE WHEN order_id % 25013 = 7 THEN NULL ELSE country END, quantity,
    round(price_eur * quantity * price_factor * CASE WHEN f < 0.1 THEN 0.9 ELSE 1.0 END, 2),
    CASE WHEN e < 0.02 THEN 'cancelled' WHEN e < 0.05 THEN 'refunded' WHEN ordered_on >= date('{now}', '-1 day') THEN 'paid' ELSE 'shipped' END,
    ordered_on, datetime(ordered_on, seconds || ' seconds') AS ordered_at,
    datetime(ordered_on, (seconds + 20 + CAST(160 * f AS INTEGER)) || ' seconds') AS loaded_at
FROM (
    SELECT d.before + s.i AS order_id, c.customer_id, p.product_id, c.country, d.day AS ordered_on, p.price_eur, k.price_factor, n.e, n.f,
        CASE WHEN n.d < 0.72 THEN 1 WHEN n.d < 0.92 THEN 2 WHEN n.d < 0.98 THEN 3 ELSE 4 END AS quantity,
        -- A quiet night: six orders in a hundred before six o'clock.
        CAST(CASE WHEN s.i - 1 + n.a < 0.06 * d.orders THEN 21600 * (s.i - 1 + n.a) / (0.06 * d.orders)
            ELSE 21600 + 64799 * ((s.i - 1 + n.a) / d.orders - 0.06) / 0.94 END AS INTEGER) AS seconds
    FROM days AS d
    JOIN noise AS s ON s.i <= d.orders
    JOIN noise AS n ON n.i = (d.before + s.i) * 7919 % 65536 + 1
    JOIN customers AS c ON c.customer_id = 1 + CAST((2000 + d.k * 10000 / 731) * n.b * (0.4 + 0.6 * n.b) AS INTEGER)
    JOIN products AS p ON p.product_id = 1 + CAST(240 * n.c * (0.55 + 0.45 * n.c) AS INTEGER)
    JOIN countries AS k ON k.country = c.country
)
WHERE loaded_at <= '{now}'
ORDER BY order_id;

INSERT INTO payments
SELECT o.order_id, o.order_id,
    CASE WHEN n.a < 0.58 THEN 'card' WHEN n.a < 0.79 THEN 'wallet' WHEN n.a < 0.92 THEN 'invoice' ELSE 'transfer' END,
    CASE o.status WHEN 'refunded' THEN 'refunded' ELSE 'settled' END, o.amount,
    round(o.amount * coalesce(r.rate_to_eur, 1.0), 2), o.ordered_on, o.loaded_at
FROM orders AS o
JOIN noise AS n ON n.i = o.order_id * 104729 % 65536 + 1
JOIN customers AS c ON c.customer_id = o.customer_id
JOIN countries AS k ON k.country = c.country
LEFT JOIN exchange_rates AS r ON r.day = o.ordered_on AND r.currency = k.currency
WHERE o.status <> 'cancelled';

-- Loaders run every hour, builds and exports once a day.
INSERT INTO job_runs (job, status, rows_loaded, started_at, finished_at)
SELECT job, CASE WHEN n.a < 0.004 THEN 'failed' ELSE 'succeeded' END, CASE WHEN n.a < 0.004 THEN 0 ELSE CAST(d.orders * share * (0.8 + 0.4 * n.b) AS INTEGER) END,
    datetime(d.day, (hour * 3600 + minute * 60) || ' seconds') AS started_at,
    datetime(d.day, (hour * 3600 + minute * 60 + 4 + CAST(seconds * (0.7 + 0.6 * n.c) AS INTEGER)) || ' seconds') AS finished_at
FROM days AS d
CROSS JOIN (
    SELECT column1 AS job, column2 AS share, column3 AS minute, column4 AS seconds, h.i - 1 AS hour
    FROM (VALUES ('load_orders', 0.0416, 5, 20), ('load_payments', 0.0416, 8, 16)) CROSS JOIN noise AS h WHERE h.i <= 24
    UNION ALL
    SELECT column1, column2, column3, column4, 2 FROM (VALUES ('sync_exchange_rates', 0.02, 0, 6), ('build_daily_revenue', 1.0, 15, 95),
        ('build_customer_ltv', 1.0, 22, 140), ('export_finance', 0.03, 40, 30))
) AS jobs
JOIN noise AS n ON n.i = (d.k * 52 + hour * 2 + minute) * 31 % 65536 + 1
WHERE finished_at <= '{now}'
ORDER BY finished_at, job;

DROP TABLE days;
DROP TABLE noise;
