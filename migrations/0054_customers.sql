-- Counts how often somebody was to be looked at again: who compares outside of the write sees whether it was
-- asked anew meanwhile.
ALTER TABLE customer_unchecked ADD COLUMN asked BIGINT NOT NULL DEFAULT 1;
