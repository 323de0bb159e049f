-- Answers that are about to leave: for some seconds their writer can take them back. A row goes away in the transaction that
-- makes an entry of the case of it; one that was stopped stays until its writer has looked at it.
CREATE TABLE case_held_replies (
    id {{id}},
    case_id BIGINT NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
    person_id BIGINT NOT NULL,
    reply TEXT NOT NULL,                  -- JSON of modules/cases/answering.hpp Reply
    at BIGINT NOT NULL,
    leaves_at BIGINT NOT NULL,
    stopped TEXT,                         -- code of the refusal that kept it from leaving
    stopped_at BIGINT,
    request_id TEXT NOT NULL DEFAULT '',  -- of whoever wrote it, for the audit
    address TEXT NOT NULL DEFAULT ''
);
CREATE INDEX case_held_replies_case ON case_held_replies (case_id, id);
CREATE INDEX case_held_replies_due ON case_held_replies (leaves_at) WHERE stopped IS NULL;

-- Who sends a message now: nobody else writes down how it went. Renewed for each message, in real time.
ALTER TABLE mail_deliveries ADD COLUMN claim TEXT NOT NULL DEFAULT '';
-- Of several recipients: those still to be tried ('' all of them), and those it did not reach, with the reason.
ALTER TABLE mail_deliveries ADD COLUMN left_to TEXT NOT NULL DEFAULT '';
ALTER TABLE mail_deliveries ADD COLUMN lost TEXT NOT NULL DEFAULT '[]';
CREATE INDEX mail_deliveries_oldest ON mail_deliveries (mailbox_id, queued_at) WHERE state = 'queued';
-- Blind copies: of the envelope only; agents see afterwards who got one.
ALTER TABLE mail_messages ADD COLUMN bcc_list TEXT NOT NULL DEFAULT '[]';
