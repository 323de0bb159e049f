-- Phrases that hurt and playbooks, as the house has them: what comes with the product stands in its files
-- (src/modules/guidance), here stands only what was changed or added. Lists are lines of a text. `…_id` and
-- `…_by` are numbers of other modules. Times are UTC microseconds, booleans 0/1.
CREATE TABLE guidance_phrases (
    id {{id}},
    code TEXT NOT NULL UNIQUE,            -- of the product's phrase, or "house.<number>"
    shipped BIGINT NOT NULL,
    active BIGINT NOT NULL DEFAULT 1,
    own_words BIGINT NOT NULL,            -- 0: only switched; the words are the product's
    kind TEXT NOT NULL,                   -- Group
    language TEXT NOT NULL,
    patterns TEXT NOT NULL,
    exceptions TEXT NOT NULL,
    better TEXT NOT NULL,
    why TEXT NOT NULL,
    base TEXT NOT NULL,                   -- mark of the product's words when they were changed
    changed_by BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    version BIGINT NOT NULL DEFAULT 1
);

-- What somebody no longer wants to be told. Never who wrote what.
CREATE TABLE guidance_dismissals (
    person_id BIGINT NOT NULL,
    code TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (person_id, code)
);

CREATE TABLE guidance_playbooks (
    play TEXT PRIMARY KEY,
    todo_es TEXT NOT NULL,
    say_es TEXT NOT NULL,
    avoid_es TEXT NOT NULL,
    todo_en TEXT NOT NULL,
    say_en TEXT NOT NULL,
    avoid_en TEXT NOT NULL,
    base TEXT NOT NULL,
    changed_by BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    version BIGINT NOT NULL DEFAULT 1
);

-- A phrase of a playbook put into a text. Its outcome is known once an answer of that person leaves.
CREATE TABLE guidance_uses (
    id {{id}},
    person_id BIGINT NOT NULL,
    case_id BIGINT NOT NULL,
    play TEXT NOT NULL,
    language TEXT NOT NULL,
    phrase TEXT NOT NULL,                 -- unfilled
    taken_at BIGINT NOT NULL,
    outcome TEXT NOT NULL DEFAULT 'open'  -- open, sent, dropped
);
CREATE INDEX guidance_uses_case ON guidance_uses (case_id, person_id);
CREATE INDEX guidance_uses_taken ON guidance_uses (taken_at);
