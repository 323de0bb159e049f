-- That a sheet was entered is told by the sheet itself, with who typed it in: one row less for each that comes.
ALTER TABLE book_entries ADD COLUMN entered_by BIGINT NOT NULL DEFAULT 0;  -- 0: the customer
UPDATE book_entries SET entered_by = COALESCE(
    (SELECT a.person_id FROM book_acts a WHERE a.entry_id = book_entries.id AND a.kind = 'entered'), 0);
DELETE FROM book_acts WHERE kind = 'entered';
