-- The index is made of what the tickets say, so nothing is lost.
DROP TABLE ticket_words;
DROP TABLE ticket_search;
ALTER TABLE tenants DROP COLUMN unindexed;
