-- What lists and counts of a book read: its sheets in their order, the unanswered ones and those answered late, so that
-- nothing a screen asks for grows with the book. A sheet's number follows its hour, and so its month.
DROP INDEX book_entries_newest;
DROP INDEX book_entries_owed;
CREATE INDEX book_entries_months ON book_entries (book_id, year, month, number);
CREATE INDEX book_entries_unanswered ON book_entries (book_id, year, month, number, due_at, answered_at)
    WHERE answered_at IS NULL;
CREATE INDEX book_entries_late ON book_entries (book_id, year, month, number, due_at, answered_at)
    WHERE answered_at > due_at;
