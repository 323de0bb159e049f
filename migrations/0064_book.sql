-- That a sheet was entered is told by the sheet itself, with who typed it in: one row less for each that comes.
ALTER TABLE book_entries ADD COLUMN entered_by BIGINT NOT NULL DEFAULT 0;  -- 0: the customer
UPDATE book_entries SET entered_by = COALESCE(
    (SELECT MAX(a.person_id) FROM book_acts a WHERE a.entry_id = book_entries.id AND a.kind = 'entered'), 0);
DELETE FROM book_acts WHERE kind = 'entered';
-- Somebody's sheets are those of the cases that were opened for them, which their cases tell: an index that grows at its
-- end, instead of one that is written to all over.
ALTER TABLE book_entries ADD COLUMN opened_case BIGINT NOT NULL DEFAULT 0;  -- stays when cases are joined
UPDATE book_entries SET opened_case = COALESCE((SELECT c.id FROM cases c WHERE c.code = book_entries.case_code), case_id);
DROP INDEX book_entries_customer;
CREATE INDEX book_entries_opened ON book_entries (opened_case);
