-- Every attachment is lost. The files stay where they are.
DROP TABLE removed_files;
DROP TABLE attachment_totals;
DROP TABLE attachments;
DELETE FROM counters WHERE name = 'attachment';
