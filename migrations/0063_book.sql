-- Sheets from before their date said whose it is: it is the law's where the case's date of the law is the same.
UPDATE book_entries SET due_by_law = 1
WHERE due_by_law = 0 AND due_at IS NOT NULL
    AND due_at = (SELECT c.law_due FROM cases c WHERE c.id = book_entries.case_id);
-- The number of a paper sheet may name somebody: it goes with what was erased.
UPDATE book_entries SET paper_number = '' WHERE blanked = 1;
-- Years that only the sample company wrote in begin with 1 again.
DELETE FROM book_years WHERE NOT EXISTS (
    SELECT 1 FROM book_entries e WHERE e.book_id = book_years.book_id AND e.year = book_years.year);
