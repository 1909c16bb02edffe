INSERT INTO raw.contacts_v2 SELECT n, '+41 31 ' || n, '12', 'media', date '2026-10-02' FROM generate_series(301, 320) n;
