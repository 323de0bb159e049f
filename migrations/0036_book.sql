-- Complaint books. `case_id` is a number of module cases, `customer_id` of customers, `person_id` of team, `logo`
-- of files, `ledger_act` of ledger. Times are UTC microseconds, booleans 0/1.
CREATE TABLE books (
    id {{id}},
    code TEXT NOT NULL UNIQUE,             -- in addresses and on posters; never changes
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,                -- folded
    provider TEXT NOT NULL,                -- legal name
    tax_number TEXT NOT NULL,
    address TEXT NOT NULL,
    country TEXT NOT NULL,                 -- ISO 3166-1 alpha-2
    sheet TEXT NOT NULL,                   -- key of the data file
    notice TEXT NOT NULL DEFAULT '',       -- for the shop; '': the sheet's
    open BIGINT NOT NULL DEFAULT 1,
    logo BIGINT NOT NULL DEFAULT 0,
    sample BIGINT NOT NULL DEFAULT 0,
    created_at BIGINT NOT NULL,
    version BIGINT NOT NULL DEFAULT 1
);

-- The last number of each year: raised in the transaction of the entry, so that no number is lost.
CREATE TABLE book_years (
    book_id BIGINT NOT NULL REFERENCES books (id),
    year BIGINT NOT NULL,                  -- of the organisation's zone
    last BIGINT NOT NULL,
    PRIMARY KEY (book_id, year)
);

CREATE TABLE book_entries (
    id {{id}},
    book_id BIGINT NOT NULL REFERENCES books (id),
    year BIGINT NOT NULL,
    number BIGINT NOT NULL,
    month BIGINT NOT NULL,                 -- 1..12, of the organisation's zone
    kind TEXT NOT NULL,                    -- claim | complaint, as it stands
    sheet TEXT NOT NULL,
    answers TEXT NOT NULL,                 -- JSON object by field of the sheet
    on_paper BIGINT NOT NULL DEFAULT 0,
    paper_number TEXT NOT NULL DEFAULT '',
    entered_at BIGINT NOT NULL,
    filed_at BIGINT NOT NULL,
    due_at BIGINT,
    answered_at BIGINT,
    case_id BIGINT NOT NULL,               -- moves with it when cases are joined
    case_code TEXT NOT NULL,
    customer_id BIGINT NOT NULL,
    verification TEXT NOT NULL DEFAULT '',
    ledger_act BIGINT NOT NULL DEFAULT 0,
    language TEXT NOT NULL,
    blanked BIGINT NOT NULL DEFAULT 0,
    sample BIGINT NOT NULL DEFAULT 0,
    UNIQUE (book_id, year, number)
);
CREATE INDEX book_entries_case ON book_entries (case_id);
CREATE INDEX book_entries_customer ON book_entries (customer_id);
CREATE INDEX book_entries_newest ON book_entries (book_id, id);
CREATE INDEX book_entries_owed ON book_entries (book_id, due_at) WHERE answered_at IS NULL;

-- What happened to an entry since, told as the provider's actions. The ledger holds the same, chained.
CREATE TABLE book_acts (
    id {{id}},
    entry_id BIGINT NOT NULL REFERENCES book_entries (id),
    kind TEXT NOT NULL,                    -- entered | reclassified | replied | resolved | reopened | blanked
    at BIGINT NOT NULL,
    person_id BIGINT NOT NULL DEFAULT 0,   -- 0: the customer, or the system
    text TEXT NOT NULL DEFAULT '',
    from_kind TEXT NOT NULL DEFAULT '',
    to_kind TEXT NOT NULL DEFAULT '',
    ledger_act BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX book_acts_entry ON book_acts (entry_id, id);
