-- Full-text search. The words of a ticket and what stands under it are made by the program, by the same rules on both databases; each
-- word begins with a tag of its tenant and with who may read it, so that tenants, and what is internal, lie apart in the index.

CREATE TABLE ticket_words (
    row_id    INTEGER PRIMARY KEY,
    tenant_id BLOB NOT NULL,
    ticket_id BLOB NOT NULL,
    words     TEXT NOT NULL CHECK (instr(words, char(0)) = 0),
    CONSTRAINT ticket_words_key UNIQUE (tenant_id, ticket_id),
    CONSTRAINT ticket_words_ticket_fkey FOREIGN KEY (tenant_id, ticket_id) REFERENCES tickets (tenant_id, id) ON DELETE CASCADE
) STRICT;
-- From what the index finds to the ticket, without the words.
CREATE INDEX ticket_words_by_row ON ticket_words (tenant_id, row_id, ticket_id);

-- Only an index: it holds no text, and no places of words. The rows of ticket_words have spelt-out numbers, so VACUUM keeps them.
CREATE VIRTUAL TABLE ticket_search USING fts5 (words, content = '', contentless_delete = 1, detail = 'none', tokenize = 'ascii');

CREATE TRIGGER ticket_words_added AFTER INSERT ON ticket_words BEGIN
    INSERT INTO ticket_search (rowid, words) VALUES (new.row_id, new.words);
END;
CREATE TRIGGER ticket_words_changed AFTER UPDATE OF words ON ticket_words BEGIN
    UPDATE ticket_search SET words = new.words WHERE rowid = old.row_id;
END;
CREATE TRIGGER ticket_words_removed AFTER DELETE ON ticket_words BEGIN
    DELETE FROM ticket_search WHERE rowid = old.row_id;
END;

-- Whose tickets from before are not in the index yet. The program fills it in and clears this.
ALTER TABLE tenants ADD COLUMN unindexed INTEGER NOT NULL DEFAULT 0 CHECK (unindexed IN (0, 1));
UPDATE tenants SET unindexed = 1;
