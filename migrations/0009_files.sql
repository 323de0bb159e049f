-- What people sent along, in pieces of at most 256 KiB. case_id and owner_id are numbers of other modules; an empty
-- owner_type means that nobody attached it yet.
CREATE TABLE files (
    id {{id}},
    name TEXT NOT NULL,
    type TEXT NOT NULL,
    size BIGINT NOT NULL,
    complete BIGINT NOT NULL DEFAULT 0,   -- 1: all pieces are there
    sender_kind TEXT NOT NULL,
    sender_id BIGINT NOT NULL DEFAULT 0,
    at BIGINT NOT NULL,
    owner_type TEXT NOT NULL DEFAULT '',
    owner_id BIGINT NOT NULL DEFAULT 0,
    case_id BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX files_owner ON files (owner_type, owner_id) WHERE owner_type <> '';
CREATE INDEX files_case ON files (case_id) WHERE case_id <> 0;
CREATE INDEX files_unattached ON files (at) WHERE owner_type = '';
