-- Series that somebody asked a running collector to drop: it does so with its next commits, and takes the row away.
CREATE TABLE drops (
  pattern TEXT PRIMARY KEY          -- see ledger/drop.ts
) STRICT, WITHOUT ROWID;
