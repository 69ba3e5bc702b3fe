-- What people are told of because it concerns them, and the letters about it. The rules of the migrations before go on.

-- One person's part in one event of the log, by whose place it is named. Events are never taken away, and nobody holds one, so no key
-- leads there. What a ticket's notifications told of goes with it.
CREATE TABLE notifications (
    tenant_id    BLOB NOT NULL,
    recipient_id BLOB NOT NULL,
    sequence     INTEGER NOT NULL CHECK (sequence > 0),
    kind         TEXT NOT NULL CHECK (length(kind) BETWEEN 1 AND 100 AND instr(kind, char(0)) = 0),
    ticket_id    BLOB,
    read_at      INTEGER,
    version      INTEGER NOT NULL CHECK (version > 0),
    PRIMARY KEY (tenant_id, recipient_id, sequence),
    CONSTRAINT notifications_recipient_fkey FOREIGN KEY (tenant_id, recipient_id) REFERENCES users (tenant_id, id),
    CONSTRAINT notifications_ticket_fkey FOREIGN KEY (tenant_id, ticket_id) REFERENCES tickets (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX notifications_unread ON notifications (tenant_id, recipient_id, sequence) WHERE read_at IS NULL;
CREATE INDEX notifications_by_ticket ON notifications (tenant_id, ticket_id, recipient_id) WHERE ticket_id IS NOT NULL;

-- Letters that are to be sent; whatever was sent or given up is gone. Whoever claims one puts due_at off and a lease of their own in; if
-- they end before they have written down how it came out, it is due again by itself.
CREATE TABLE notification_letters (
    tenant_id    BLOB NOT NULL,
    recipient_id BLOB NOT NULL,
    sequence     INTEGER NOT NULL,
    tries        INTEGER NOT NULL CHECK (tries >= 0),
    due_at       INTEGER NOT NULL,
    lease        BLOB CHECK (length(lease) = 16),
    PRIMARY KEY (tenant_id, recipient_id, sequence),
    CONSTRAINT notification_letters_notification_fkey FOREIGN KEY (tenant_id, recipient_id, sequence)
        REFERENCES notifications (tenant_id, recipient_id, sequence) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX notification_letters_due ON notification_letters (tenant_id, due_at);
