-- Tables of the demo shop. Times are UTC text; amounts are in the customer's own currency.
CREATE TABLE countries (
    country TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    region TEXT NOT NULL,
    currency TEXT NOT NULL,
    price_factor REAL NOT NULL
);
CREATE TABLE customers (
    customer_id INTEGER PRIMARY KEY,
    country TEXT NOT NULL REFERENCES countries (country),
    channel TEXT NOT NULL,
    segment TEXT NOT NULL,
    signed_up_on TEXT NOT NULL
);
CREATE TABLE products (
    product_id INTEGER PRIMARY KEY,
    sku TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    category TEXT NOT NULL,
    price_eur REAL NOT NULL,
    cost_eur REAL NOT NULL
);
CREATE TABLE exchange_rates (
    day TEXT NOT NULL,
    currency TEXT NOT NULL,
    rate_to_eur REAL NOT NULL,
    PRIMARY KEY (day, currency)
);
CREATE TABLE orders (
    order_id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customers (customer_id),
    product_id INTEGER NOT NULL REFERENCES products (product_id),
    country TEXT REFERENCES countries (country),
    quantity INTEGER NOT NULL,
    amount REAL NOT NULL,
    status TEXT NOT NULL,
    ordered_on TEXT NOT NULL,
    ordered_at TEXT NOT NULL,
    loaded_at TEXT NOT NULL
);
CREATE TABLE payments (
    payment_id INTEGER PRIMARY KEY,
    order_id INTEGER NOT NULL REFERENCES orders (order_id),
    method TEXT NOT NULL,
    status TEXT NOT NULL,
    amount REAL NOT NULL,
    amount_eur REAL NOT NULL,
    booked_on TEXT NOT NULL,
    paid_at TEXT NOT NULL
);
CREATE TABLE job_runs (
    run_id INTEGER PRIMARY KEY,
    job TEXT NOT NULL,
    status TEXT NOT NULL,
    rows_loaded INTEGER NOT NULL,
    started_at TEXT NOT NULL,
    finished_at TEXT NOT NULL
);
