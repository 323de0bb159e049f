-- What rows that came to nothing are known again by when their person is erased or blocked: hashes of e-mail, phone and
-- document (src/modules/imports/left_out.hpp). Rows that became or looked like a customer are found by that.
CREATE TABLE import_row_keys (
    import_id BIGINT NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
    number BIGINT NOT NULL,
    key TEXT NOT NULL,
    PRIMARY KEY (import_id, number, key)
);
CREATE INDEX import_row_keys_key ON import_row_keys (key);
