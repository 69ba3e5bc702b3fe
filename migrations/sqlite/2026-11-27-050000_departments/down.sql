-- The departments stay.
DROP INDEX users_by_department;
DROP INDEX departments_name_key;
ALTER TABLE departments DROP COLUMN name_folded;
