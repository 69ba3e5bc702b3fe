-- The index is made of what the tickets say, so nothing is lost.
DROP TABLE ticket_words;
DROP FUNCTION ticket_lexemes(text);
ALTER TABLE tenants DROP COLUMN unindexed;
