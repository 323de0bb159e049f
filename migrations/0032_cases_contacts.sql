-- Joining and splitting cases: what decides where each word belongs when they are parted again.

-- via_case_id: the case whose code, address or thread was used, when that is joined to `case_id`; 0: `case_id` itself.
-- waits: 1: said by us, and from then on we wait for the customer.
ALTER TABLE contacts ADD COLUMN via_case_id BIGINT NOT NULL DEFAULT 0;
ALTER TABLE contacts ADD COLUMN waits BIGINT NOT NULL DEFAULT 0;

-- Lists of joined cases, newest first.
CREATE INDEX cases_joined ON cases (opened_at, id) WHERE state = 'merged';
