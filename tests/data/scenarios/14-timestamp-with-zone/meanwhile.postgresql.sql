INSERT INTO raw.calls (call_id, agent, started_at, seconds) SELECT n, 'agent-3', timestamp '2026-11-02 09:00' + n * interval '1 minute', 60 FROM generate_series(361, 380) n;
