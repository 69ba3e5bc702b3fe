-- Beside its words, the index now holds parts of a ticket's texts: of its reference and title each three characters that stand together,
-- and the signs of its description. They are words of their own kind, so no table changes; but every ticket's are made anew. The program
-- does that after this, as it did when the index was new.
DELETE FROM ticket_words;
UPDATE tenants SET unindexed = 1;
