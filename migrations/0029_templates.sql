-- Answer templates: texts an agent answers with, in the wording of src/modules/templates/wording.hpp. `team_id`,
-- `owner_id` and `…_by` are numbers of module team. Times are UTC microseconds, booleans 0/1.
CREATE TABLE templates (
    id {{id}},
    owner_id BIGINT NOT NULL DEFAULT 0,   -- whose own it is; 0: everybody's
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,               -- folded
    text_es TEXT,
    text_en TEXT,
    team_id BIGINT,                       -- NULL: for every team
    kinds TEXT NOT NULL DEFAULT '',       -- of cases, separated by blanks; '': for every kind
    active BIGINT NOT NULL DEFAULT 1,
    used BIGINT NOT NULL DEFAULT 0,       -- answers sent that came from it
    last_used_at BIGINT,
    sample BIGINT NOT NULL DEFAULT 0,     -- came with the sample company, and goes with it
    created_by BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    version BIGINT NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX templates_name ON templates (owner_id, name_key);

-- Who works with which template: what each finds first, and whose answers are looked at for it.
CREATE TABLE template_uses (
    person_id BIGINT NOT NULL,
    template_id BIGINT NOT NULL REFERENCES templates (id) ON DELETE CASCADE,
    taken_at BIGINT NOT NULL,             -- put into a text last
    used BIGINT NOT NULL DEFAULT 0,
    last_used_at BIGINT,
    PRIMARY KEY (person_id, template_id)
);
CREATE INDEX template_uses_template ON template_uses (template_id);
