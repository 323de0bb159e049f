-- Definitions of the sample company, which go with it unless a record of the organisation's own uses them.
ALTER TABLE profile_fields ADD COLUMN sample BIGINT NOT NULL DEFAULT 0;
ALTER TABLE profile_purposes ADD COLUMN sample BIGINT NOT NULL DEFAULT 0;
