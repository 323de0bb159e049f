-- A sheet tells who kept the book when it was written, whatever became of the book since; and whether its date is the
-- law's, or one that the house sets itself.
ALTER TABLE book_entries ADD COLUMN book_name TEXT NOT NULL DEFAULT '';
ALTER TABLE book_entries ADD COLUMN provider TEXT NOT NULL DEFAULT '';
ALTER TABLE book_entries ADD COLUMN tax_number TEXT NOT NULL DEFAULT '';
ALTER TABLE book_entries ADD COLUMN address TEXT NOT NULL DEFAULT '';
ALTER TABLE book_entries ADD COLUMN due_by_law BIGINT NOT NULL DEFAULT 0;
UPDATE book_entries SET
    book_name = (SELECT b.name FROM books b WHERE b.id = book_entries.book_id),
    provider = (SELECT b.provider FROM books b WHERE b.id = book_entries.book_id),
    tax_number = (SELECT b.tax_number FROM books b WHERE b.id = book_entries.book_id),
    address = (SELECT b.address FROM books b WHERE b.id = book_entries.book_id);
