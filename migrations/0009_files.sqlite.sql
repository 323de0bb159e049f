-- A rowid table: large values lie in overflow pages of their own, found through a small index.
CREATE TABLE file_pieces (
    file_id INTEGER NOT NULL REFERENCES files (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (file_id, number)
);
