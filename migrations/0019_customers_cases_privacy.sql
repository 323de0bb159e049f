-- Blocked data (Spain: LOPDGDD art. 32; GDPR art. 18): kept as the law asks, and seen by nobody but an administrator with a
-- written reason.

-- Since when a person's data is blocked, as UTC microseconds; the records joined to theirs are blocked with them.
ALTER TABLE customers ADD COLUMN blocked_at BIGINT;
CREATE INDEX customers_blocked ON customers (id) WHERE blocked_at IS NOT NULL;

-- 1: solved before its customer was blocked. A sealed case is never live: views of what is live need not ask.
ALTER TABLE cases ADD COLUMN sealed BIGINT NOT NULL DEFAULT 0;

-- 1: what was answered with blocking the person's data.
ALTER TABLE rights_requests ADD COLUMN blocked BIGINT NOT NULL DEFAULT 0;
