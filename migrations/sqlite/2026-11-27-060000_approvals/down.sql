-- Every approval is lost. Tickets that wait for one go on waiting.
DROP TABLE approval_steps;
DROP TABLE approval_workflows;
DROP TABLE approval_policies;
DELETE FROM counters WHERE name IN ('approval', 'approval_workflow', 'approval_policy');
