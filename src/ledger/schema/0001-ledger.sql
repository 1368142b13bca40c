-- Counts: one row a series, and one row a series and UTC day on which it grew.
-- days.total is cumulative (the series' total at the end of that day), so that the count of any window is
-- total(last day <= to) - total(last day < from): two look-ups, however long the window.
CREATE TABLE series (
  id        INTEGER PRIMARY KEY,
  key       TEXT NOT NULL UNIQUE,   -- name{label="value",…}, as /metrics prints it
  name      TEXT NOT NULL,
  labels    TEXT NOT NULL,          -- JSON object, label name to value
  total     REAL NOT NULL,          -- cumulative; equals the newest days.total
  first_day INTEGER NOT NULL,       -- days since 1970-01-01 UTC
  last_day  INTEGER NOT NULL        -- last day on which it grew
) STRICT;

CREATE TABLE days (
  series_id INTEGER NOT NULL REFERENCES series (id),
  day       INTEGER NOT NULL,
  total     REAL NOT NULL,
  PRIMARY KEY (series_id, day)
) STRICT, WITHOUT ROWID;

-- HELP text of a metric, where a mapping rule gave one.
CREATE TABLE metrics (
  name TEXT PRIMARY KEY,
  help TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What a collector must know of the one before it; a single row. See exposition/first-shown-at-zero.ts.
CREATE TABLE collector (
  single     INTEGER PRIMARY KEY CHECK (single = 1),
  introduced INTEGER NOT NULL,      -- series up to this id have been shown at 0 to every scraper there was
  scrapers   INTEGER NOT NULL       -- how many scrapers that were
) STRICT;
INSERT INTO collector VALUES (1, 0, 0);

-- Inventories: what an environment had installed, one row a day on which it was recorded.
CREATE TABLE inventories (
  environment TEXT NOT NULL,
  day         INTEGER NOT NULL,
  document    TEXT NOT NULL,        -- JSON, environment/inventory.ts; empty: as on the day recorded before
  PRIMARY KEY (environment, day)
) STRICT, WITHOUT ROWID;

-- When each distribution was first and last seen installed: its clock.
CREATE TABLE installed (
  environment  TEXT NOT NULL,
  distribution TEXT NOT NULL,       -- PEP 503 normalised
  first_day    INTEGER NOT NULL,
  last_day     INTEGER NOT NULL,
  PRIMARY KEY (environment, distribution)
) STRICT, WITHOUT ROWID;

-- What `popcon publish` has told, one row a period: told again word for word, and no noise drawn anew.
CREATE TABLE releases (
  id       INTEGER PRIMARY KEY,
  from_day INTEGER NOT NULL,
  to_day   INTEGER NOT NULL,
  epsilon  TEXT,                    -- exact fraction, "1/2"; NULL where no noise was added
  budget   TEXT,                    -- the privacy budget promised with it, likewise
  document TEXT NOT NULL            -- JSON, release/released.ts
) STRICT;
