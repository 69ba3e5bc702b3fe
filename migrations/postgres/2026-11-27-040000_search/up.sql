-- Full-text search. The words of a ticket and what stands under it are made by the program, by the same rules on both databases; each
-- word begins with a tag of its tenant and with who may read it, so that tenants, and what is internal, lie apart in the index.

-- The words for the index. It claims to be dear, and it is where a row would have to be read for it: so the planner asks the index
-- rather than each row.
CREATE FUNCTION ticket_lexemes(words text) RETURNS tsvector
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 10000
    AS $$ BEGIN RETURN array_to_tsvector(string_to_array(words, ' ')); END $$;

CREATE TABLE ticket_words (
    tenant_id uuid NOT NULL,
    ticket_id uuid NOT NULL,
    words     text COLLATE "C" NOT NULL,
    CONSTRAINT ticket_words_key PRIMARY KEY (tenant_id, ticket_id),
    CONSTRAINT ticket_words_ticket_fkey FOREIGN KEY (tenant_id, ticket_id) REFERENCES tickets (tenant_id, id) ON DELETE CASCADE
) WITH (toast_tuple_target = 128);
CREATE INDEX ticket_words_search ON ticket_words USING gin (ticket_lexemes(words));
-- Did the planner know that a word is everywhere, it would read every row for it, which is the dearest way of all.
ALTER INDEX ticket_words_search ALTER COLUMN 1 SET STATISTICS 0;

-- Whose tickets from before are not in the index yet. The program fills it in and clears this.
ALTER TABLE tenants ADD COLUMN unindexed boolean NOT NULL DEFAULT false;
UPDATE tenants SET unindexed = true;
