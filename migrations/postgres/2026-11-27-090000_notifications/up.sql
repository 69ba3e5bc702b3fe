-- What people are told of because it concerns them, and the letters about it. The rules of the migrations before go on.

-- One person's part in one event of the log, by whose place it is named. Events are never taken away, and nobody holds one, so no key
-- leads there. What a ticket's notifications told of goes with it. Room is left in each page because the rows are updated in place.
CREATE TABLE notifications (
    tenant_id    uuid NOT NULL,
    recipient_id uuid NOT NULL,
    sequence     bigint NOT NULL CHECK (sequence > 0),
    kind         text COLLATE "C" NOT NULL CHECK (char_length(kind) BETWEEN 1 AND 100),
    ticket_id    uuid,
    read_at      timestamptz,
    version      bigint NOT NULL CHECK (version > 0),
    PRIMARY KEY (tenant_id, recipient_id, sequence),
    CONSTRAINT notifications_recipient_fkey FOREIGN KEY (tenant_id, recipient_id) REFERENCES users (tenant_id, id),
    CONSTRAINT notifications_ticket_fkey FOREIGN KEY (tenant_id, ticket_id) REFERENCES tickets (tenant_id, id)
) WITH (fillfactor = 90);
CREATE INDEX notifications_unread ON notifications (tenant_id, recipient_id, sequence) WHERE read_at IS NULL;
CREATE INDEX notifications_by_ticket ON notifications (tenant_id, ticket_id, recipient_id) WHERE ticket_id IS NOT NULL;

-- Letters that are to be sent; whatever was sent or given up is gone. Whoever claims one puts due_at off and a lease of their own in; if
-- they end before they have written down how it came out, it is due again by itself.
CREATE TABLE notification_letters (
    tenant_id    uuid NOT NULL,
    recipient_id uuid NOT NULL,
    sequence     bigint NOT NULL,
    tries        bigint NOT NULL CHECK (tries >= 0),
    due_at       timestamptz NOT NULL,
    lease        uuid,
    PRIMARY KEY (tenant_id, recipient_id, sequence),
    CONSTRAINT notification_letters_notification_fkey FOREIGN KEY (tenant_id, recipient_id, sequence)
        REFERENCES notifications (tenant_id, recipient_id, sequence) ON DELETE CASCADE
) WITH (fillfactor = 80);
CREATE INDEX notification_letters_due ON notification_letters (tenant_id, due_at);
