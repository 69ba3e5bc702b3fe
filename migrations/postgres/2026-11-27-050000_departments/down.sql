-- The departments stay.
DROP INDEX users_by_department;
ALTER TABLE departments DROP COLUMN name_folded;
