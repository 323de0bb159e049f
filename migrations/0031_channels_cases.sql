-- A case that we began: no date runs and no first answer is asked for until the customer writes.
ALTER TABLE cases ADD COLUMN begun_by_us BIGINT NOT NULL DEFAULT 0;

-- Forwardings to somebody outside. The code is that of their signed reply address; which case one is of, its messages say.
CREATE TABLE mail_forwards (
    id {{id}},
    code TEXT NOT NULL,
    mailbox_id BIGINT NOT NULL,
    by_person BIGINT NOT NULL,
    at BIGINT NOT NULL
);
CREATE UNIQUE INDEX mail_forwards_code ON mail_forwards (code);

-- forward_id: the forwarding a message belongs to; log_id: the entry of the case's log that shows it. 0: of the conversation with
-- the customer.
ALTER TABLE mail_messages ADD COLUMN forward_id BIGINT NOT NULL DEFAULT 0;
ALTER TABLE mail_messages ADD COLUMN log_id BIGINT NOT NULL DEFAULT 0;
CREATE INDEX mail_messages_forward ON mail_messages (forward_id, id) WHERE forward_id <> 0;
CREATE INDEX mail_messages_log ON mail_messages (log_id) WHERE log_id <> 0;

-- Files of the case that go along.
CREATE TABLE mail_forwarded_files (
    mail_id BIGINT NOT NULL REFERENCES mail_messages (id) ON DELETE CASCADE,
    file_id BIGINT NOT NULL,
    PRIMARY KEY (mail_id, file_id)
);
