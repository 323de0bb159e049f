-- 1: the day that an import added was taken out by hand since; one typed in again is nothing of the import's.
ALTER TABLE calendar_import_days ADD COLUMN taken_out BIGINT NOT NULL DEFAULT 0;
