-- One text index a kind; its rowid is the subject's id, so that newest first is the index read backwards. The
-- columns hold stems and words already made (src/search/analyser.hpp): the tokenizer only splits at blanks.
-- No sizes of columns are kept, because nothing is ranked by bm25. Beginnings of words are indexed only where
-- one types names and titles. (No contentless-delete: it needs SQLite 3.43.)
CREATE VIRTUAL TABLE search_customers USING fts5 (words, others, who, facts, at UNINDEXED, case_id UNINDEXED,
    customer_id UNINDEXED, tokenize = 'ascii', columnsize = 0, prefix = '2 3 4 5');
CREATE VIRTUAL TABLE search_cases USING fts5 (words, others, who, facts, at UNINDEXED, case_id UNINDEXED,
    customer_id UNINDEXED, tokenize = 'ascii', columnsize = 0, prefix = '2 3 4 5');
CREATE VIRTUAL TABLE search_messages USING fts5 (words, others, who, facts, at UNINDEXED, case_id UNINDEXED,
    customer_id UNINDEXED, tokenize = 'ascii', columnsize = 0);
CREATE VIRTUAL TABLE search_notes USING fts5 (words, others, who, facts, at UNINDEXED, case_id UNINDEXED,
    customer_id UNINDEXED, tokenize = 'ascii', columnsize = 0);
CREATE VIRTUAL TABLE search_promises USING fts5 (words, others, who, facts, at UNINDEXED, case_id UNINDEXED,
    customer_id UNINDEXED, tokenize = 'ascii', columnsize = 0);
