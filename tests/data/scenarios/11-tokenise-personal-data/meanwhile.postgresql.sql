INSERT INTO crm.newsletter_click SELECT n, 1 + n % 300, date '2026-10-02' FROM generate_series(401, 430) n;
