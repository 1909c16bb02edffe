UPDATE mart.campaigns SET budget = budget + 10 WHERE campaign_id <= 20;
