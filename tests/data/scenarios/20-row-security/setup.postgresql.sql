CREATE SCHEMA mart;
DO $$ BEGIN CREATE ROLE scenario_north; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
DO $$ BEGIN CREATE ROLE scenario_audit; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
CREATE TABLE mart.deals (deal_id integer PRIMARY KEY, region text NOT NULL, amount numeric(12,2) NOT NULL);
INSERT INTO mart.deals SELECT n, (ARRAY['north', 'south', 'west'])[1 + n % 3], 1000 + n * 11 FROM generate_series(1, 300) n;
CREATE VIEW mart.deals_by_region WITH (security_invoker = true) AS SELECT region, count(*) AS deals, sum(amount) AS amount FROM mart.deals GROUP BY region;
GRANT USAGE ON SCHEMA mart TO scenario_north, scenario_audit;
GRANT SELECT ON mart.deals, mart.deals_by_region TO scenario_north, scenario_audit;
