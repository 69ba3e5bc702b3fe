//! Who may see and change what, generated from the document that the server serves.

mod enterprise;
mod foreign_ids;
mod forged_tokens;
mod internal_comments;
mod kanban;
mod mass_assignment;
mod permissions;
mod statements;
mod tenant_header;
mod tokens;
mod unseen_tickets;
