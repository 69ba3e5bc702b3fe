-- Every notification is lost, and every letter that was not sent.
DROP TABLE notification_letters;
DROP TABLE notifications;
