-- What the manager's page counts: one small row a case, fed by the events of the cases in their own transactions.
CREATE TABLE quality_cases (
    opened_at BIGINT NOT NULL,
    case_id BIGINT NOT NULL,
    problem BIGINT NOT NULL,                    -- 1: complaint, claim, return
    due_at BIGINT NOT NULL,                     -- the next date to keep; year 9999 when none is owed
    followed BIGINT NOT NULL DEFAULT 0,         -- 1: somebody has it, or it is solved
    answer_minutes BIGINT NOT NULL DEFAULT -1,  -- working time until the first answer; -1: not answered
    solved_at BIGINT NOT NULL DEFAULT 0,        -- 0: not solved
    score BIGINT NOT NULL DEFAULT 0,            -- 1..5 said after the solution; 0: not said
    PRIMARY KEY (opened_at, case_id)
);
CREATE INDEX quality_cases_open ON quality_cases (due_at, problem, solved_at) WHERE problem = 1 AND solved_at = 0;
CREATE INDEX quality_cases_solved ON quality_cases (solved_at, problem) WHERE problem = 1 AND solved_at > 0;
