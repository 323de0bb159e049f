-- Byte order ("C"), so that dates and folded texts compare alike on both back ends.
ALTER TABLE profile_values ALTER COLUMN sort TYPE TEXT COLLATE "C";
ALTER TABLE profile_tags ALTER COLUMN folded TYPE TEXT COLLATE "C";
