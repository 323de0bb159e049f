-- Saved filters over the customers. filter: JSON (src/modules/segments/segments.hpp).
CREATE TABLE segments (
    id {{id}},
    name TEXT NOT NULL,
    name_key TEXT NOT NULL UNIQUE,        -- folded
    filter TEXT NOT NULL,
    created_by BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    version BIGINT NOT NULL DEFAULT 1
);

-- How far the projection was filled after an upgrade: every customer up to `upto` is in it.
CREATE TABLE segment_filling (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    upto BIGINT NOT NULL,
    done BIGINT NOT NULL
);
INSERT INTO segment_filling (id, upto, done) VALUES (1, 0, 0);
