-- When a verification from the console found nothing wrong last: whatever is found later was done since.
ALTER TABLE ledger_verification ADD COLUMN sound_at BIGINT;
