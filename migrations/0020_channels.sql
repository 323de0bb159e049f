-- E-mail (module channels/email): mailboxes, what came and went through them, and what could not be stored. Numbers of cases,
-- contacts, customers and teams are those of their modules; 0 means none. Times are UTC microseconds.

CREATE TABLE mailboxes (
    id {{id}},
    address TEXT NOT NULL,
    address_key TEXT NOT NULL,            -- without case
    name TEXT NOT NULL,                   -- what customers read as the sender
    team_id BIGINT NOT NULL DEFAULT 0,
    kind TEXT NOT NULL,                   -- of a case that a message opens
    signature TEXT NOT NULL DEFAULT '',
    active BIGINT NOT NULL,
    signed_replies BIGINT NOT NULL,       -- 1: the server takes name+anything@…
    in_protocol TEXT NOT NULL,            -- imap | pop3 | pipe (escucha mailgate)
    in_host TEXT NOT NULL, in_port BIGINT NOT NULL, in_security TEXT NOT NULL, in_login TEXT NOT NULL,
    in_user TEXT NOT NULL, in_secret TEXT NOT NULL,       -- encrypted with a key of the installation
    in_folder TEXT NOT NULL,
    in_remove BIGINT NOT NULL,            -- 1: taken messages are removed at the server, 0: marked as seen
    in_old_mail BIGINT NOT NULL,          -- 1: what lay there before the first look is taken, too
    out_host TEXT NOT NULL, out_port BIGINT NOT NULL, out_security TEXT NOT NULL, out_login TEXT NOT NULL,
    out_user TEXT NOT NULL, out_secret TEXT NOT NULL,
    out_per_minute BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    version BIGINT NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX mailboxes_address ON mailboxes (address_key);

-- How each one is doing; apart, because it changes with every look and nobody edits it.
CREATE TABLE mailbox_states (
    mailbox_id BIGINT PRIMARY KEY REFERENCES mailboxes (id) ON DELETE CASCADE,
    place TEXT NOT NULL DEFAULT '',       -- uid of the last message taken
    next_poll_at BIGINT NOT NULL DEFAULT 0,
    polled_at BIGINT,                     -- the last look that went well
    message_at BIGINT,
    backlog BIGINT NOT NULL DEFAULT 0,
    in_trouble TEXT, in_words TEXT NOT NULL DEFAULT '', in_since BIGINT,
    in_tries BIGINT NOT NULL DEFAULT 0, in_alarmed BIGINT NOT NULL DEFAULT 0,
    out_trouble TEXT, out_words TEXT NOT NULL DEFAULT '', out_since BIGINT,
    out_tries BIGINT NOT NULL DEFAULT 0, out_alarmed BIGINT NOT NULL DEFAULT 0,
    out_next_at BIGINT NOT NULL DEFAULT 0,
    out_minute BIGINT NOT NULL DEFAULT 0, out_count BIGINT NOT NULL DEFAULT 0   -- handed over in that minute
);

-- Messages as they came and went, byte by byte: each piece is deflated by itself (RFC 1950). kept = 0: nobody refers to it
-- yet; what stays so for a day was left by a crash and goes.
CREATE TABLE mail_raws (
    id {{id}},
    hash TEXT NOT NULL,                   -- BLAKE2b-256 of the bytes
    size BIGINT NOT NULL,
    pieces BIGINT NOT NULL,
    kept BIGINT NOT NULL DEFAULT 0,
    at BIGINT NOT NULL
);
CREATE UNIQUE INDEX mail_raws_hash ON mail_raws (hash);
CREATE INDEX mail_raws_forgotten ON mail_raws (at) WHERE kept = 0;
CREATE TABLE mail_raw_pieces (
    raw_id BIGINT NOT NULL REFERENCES mail_raws (id) ON DELETE CASCADE,
    number BIGINT NOT NULL,
    bytes {{bytes}} NOT NULL,
    PRIMARY KEY (raw_id, number)
);

CREATE TABLE mail_messages (
    id {{id}},
    mailbox_id BIGINT NOT NULL,
    direction TEXT NOT NULL,              -- in | out
    fate TEXT NOT NULL,                   -- heard | recorded | bounce | sent
    message_id TEXT NOT NULL,             -- without <>; '' it had none
    content TEXT NOT NULL,                -- hash of what it says, whatever way it came
    raw_id BIGINT NOT NULL DEFAULT 0,
    case_id BIGINT NOT NULL DEFAULT 0,
    contact_id BIGINT NOT NULL DEFAULT 0,
    customer_id BIGINT NOT NULL DEFAULT 0,
    from_name TEXT NOT NULL, from_email TEXT NOT NULL, from_key TEXT NOT NULL,
    reply_to TEXT NOT NULL DEFAULT '',    -- where an answer goes, when it is not from_email
    to_list TEXT NOT NULL, cc_list TEXT NOT NULL,         -- JSON: [{"name": …, "email": …}]
    subject TEXT NOT NULL,
    machine TEXT,                         -- why it counts as written by a machine
    forged BIGINT NOT NULL DEFAULT 0,     -- 1: the sender's address is probably not theirs
    purpose TEXT NOT NULL DEFAULT '',     -- of ours: acknowledgement | answer | promise | solution
    at BIGINT NOT NULL
);
CREATE UNIQUE INDEX mail_messages_id ON mail_messages (message_id, content);
CREATE INDEX mail_messages_case ON mail_messages (case_id, id) WHERE case_id <> 0;
CREATE INDEX mail_messages_contact ON mail_messages (contact_id) WHERE contact_id <> 0;
CREATE INDEX mail_messages_customer ON mail_messages (customer_id, id) WHERE customer_id <> 0;
CREATE INDEX mail_messages_recorded ON mail_messages (id) WHERE fate = 'recorded' AND case_id = 0;

-- How a message of ours is doing on its way.
CREATE TABLE mail_deliveries (
    id {{id}},
    mail_id BIGINT NOT NULL REFERENCES mail_messages (id) ON DELETE CASCADE,
    mailbox_id BIGINT NOT NULL,
    state TEXT NOT NULL,                  -- queued | handed_over | bounced | failed | cancelled
    not_before BIGINT NOT NULL,
    claimed_until BIGINT NOT NULL DEFAULT 0,
    tries BIGINT NOT NULL DEFAULT 0,
    automatic TEXT NOT NULL,              -- word of Auto-Submitted (RFC 3834); '' a person wrote it
    envelope_from TEXT NOT NULL,          -- '' the null sender
    envelope_to TEXT NOT NULL,            -- JSON: ["ana@example.pe"]
    text TEXT NOT NULL,
    refs TEXT NOT NULL,                   -- JSON: Message-IDs, oldest first; the last is answered to
    trouble TEXT,
    words TEXT NOT NULL DEFAULT '',       -- of the server that took or refused it
    queued_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX mail_deliveries_mail ON mail_deliveries (mail_id);
CREATE INDEX mail_deliveries_automatic ON mail_deliveries (changed_at) WHERE automatic <> '' AND state = 'handed_over';
CREATE INDEX mail_deliveries_due ON mail_deliveries (mailbox_id, not_before, id) WHERE state = 'queued';

-- What came and could not be stored as a message: visible, with a reason, until somebody retries or dismisses it.
CREATE TABLE mail_set_aside (
    id {{id}},
    mailbox_id BIGINT NOT NULL,
    raw_id BIGINT NOT NULL DEFAULT 0,     -- 0: it could not even be fetched
    uid TEXT NOT NULL DEFAULT '',         -- then: what the server calls it
    reason TEXT NOT NULL,                 -- code of a refusal, or of trouble with the server
    words TEXT NOT NULL,
    sender TEXT NOT NULL, sender_key TEXT NOT NULL,
    subject TEXT NOT NULL,
    tries BIGINT NOT NULL DEFAULT 1,
    at BIGINT NOT NULL,
    dismissed_at BIGINT, dismissed_by BIGINT NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX mail_set_aside_same ON mail_set_aside (mailbox_id, raw_id, uid);
CREATE INDEX mail_set_aside_open ON mail_set_aside (id) WHERE dismissed_at IS NULL;

-- Addresses where nothing arrives any more. Hearing from one takes it out.
CREATE TABLE mail_bounced (
    address_key TEXT PRIMARY KEY,
    status TEXT NOT NULL,                 -- RFC 3463
    words TEXT NOT NULL,
    at BIGINT NOT NULL
);

-- Who got an automatic answer when, so that two robots fall silent.
CREATE TABLE mail_brakes (
    address_key TEXT PRIMARY KEY,
    last_at BIGINT NOT NULL,
    since BIGINT NOT NULL,                -- n automatic answers since then
    n BIGINT NOT NULL
);
