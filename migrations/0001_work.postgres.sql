CREATE INDEX events_order ON events (tx, seq);
