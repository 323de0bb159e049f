-- The cases of a customer are listed newest first: the index gives them in that order.
DROP INDEX cases_customer;
CREATE INDEX cases_customer ON cases (customer_id, opened_at, id);
