-- Branches in another region than the house: their teams' cases are counted with the holidays of that place. Hours,
-- Saturday, zone and the house's own closing days are those of the house.
CREATE TABLE calendar_branches (
    id {{id}},
    name TEXT NOT NULL,
    name_key TEXT NOT NULL UNIQUE,        -- folded
    region TEXT NOT NULL,                 -- of the house's country; '': the country as a whole
    version BIGINT NOT NULL
);
-- A team is of one branch at most.
CREATE TABLE calendar_branch_teams (
    team_id BIGINT PRIMARY KEY,           -- a number of module team
    branch_id BIGINT NOT NULL REFERENCES calendar_branches (id)
);
CREATE INDEX calendar_branch_teams_branch ON calendar_branch_teams (branch_id);
-- Official holidays of its town.
CREATE TABLE calendar_branch_days (
    branch_id BIGINT NOT NULL REFERENCES calendar_branches (id),
    day TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (branch_id, day)
);
