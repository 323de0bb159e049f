-- How the customer was told of a point: by an answer that left, or (1) only on the page of their case, when it
-- was solved. And into which point one was joined, so that undoing it takes its words out again.
ALTER TABLE points ADD COLUMN told_at_solving BIGINT NOT NULL DEFAULT 0;
ALTER TABLE points ADD COLUMN joined_into BIGINT NOT NULL DEFAULT 0;
