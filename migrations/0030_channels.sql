-- How the page beside the words of a message looks: JSON of mail/letter.hpp LetterLook, '' as a person wrote it.
ALTER TABLE mail_deliveries ADD COLUMN look TEXT NOT NULL DEFAULT '';
-- The largest message the server for sending takes, as it said when we last signed in (RFC 1870); 0: it did not say.
ALTER TABLE mailbox_states ADD COLUMN out_largest BIGINT NOT NULL DEFAULT 0;
