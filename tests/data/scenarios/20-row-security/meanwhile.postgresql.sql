INSERT INTO mart.deals SELECT n, 'north', 2500 FROM generate_series(301, 315) n;
