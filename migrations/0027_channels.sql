-- E-mail on its way in: where a look began, who is looking, which names of messages a POP3 server has told, and what has to
-- be found again when somebody's data is erased. Times are UTC microseconds.

-- The first look at the server and folder as they are written down now; what is older is never answered.
ALTER TABLE mailbox_states ADD COLUMN begun_at BIGINT;
UPDATE mailbox_states SET begun_at = polled_at;
-- 1: the server named its messages anew and tells them all again: those from before the first look are left alone.
ALTER TABLE mailbox_states ADD COLUMN anew BIGINT NOT NULL DEFAULT 0;
-- One look at a time, on whichever node, and one connection that waits for news (IMAP IDLE).
ALTER TABLE mailbox_states ADD COLUMN looking_by TEXT NOT NULL DEFAULT '';
ALTER TABLE mailbox_states ADD COLUMN looking_until BIGINT NOT NULL DEFAULT 0;
ALTER TABLE mailbox_states ADD COLUMN watched_by TEXT NOT NULL DEFAULT '';
ALTER TABLE mailbox_states ADD COLUMN watched_until BIGINT NOT NULL DEFAULT 0;

-- POP3 knows no order that lasts (RFC 1939, 7): the unique ids of what was taken or left, as long as it lies there.
CREATE TABLE mail_uids (
    mailbox_id BIGINT NOT NULL REFERENCES mailboxes (id) ON DELETE CASCADE,
    uid TEXT NOT NULL,
    PRIMARY KEY (mailbox_id, uid)
);

CREATE INDEX mail_messages_recorded_from ON mail_messages (from_key) WHERE fate = 'recorded';
CREATE INDEX mail_messages_raw ON mail_messages (raw_id) WHERE raw_id <> 0;
CREATE INDEX mail_set_aside_raw ON mail_set_aside (raw_id) WHERE raw_id <> 0;
CREATE INDEX mail_set_aside_sender ON mail_set_aside (sender_key) WHERE sender_key <> '';
