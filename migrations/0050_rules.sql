-- What a pack marks "to be confirmed" and an administrator confirmed: by what (a norm, a page, who advises them),
-- who and when. Kept when it is switched off again: it was confirmed then.
CREATE TABLE rule_confirmations (
    pack TEXT NOT NULL,
    fact TEXT NOT NULL,                   -- id of a rule, duty or extension; body/<id>
    basis TEXT NOT NULL,
    confirmed_by BIGINT NOT NULL,         -- a number of module team
    confirmed_at BIGINT NOT NULL,
    PRIMARY KEY (pack, fact)
);
