//! The ticketing core: entities, value types and rules, free of any I/O.
//!
//! This crate knows what a ticket is and what may happen to it. It has no clock, no random source, no
//! database and no web framework: time and ids come in as arguments, so every rule is a plain function that
//! can be tested with a table. It depends on value crates only (`uuid`, `chrono`, `jiff`, `serde`), and any service
//! may use it on its own.
//!
//! | Module | Holds |
//! |---|---|
//! | [`id`] | one newtype per kind of id |
//! | [`ticket`], [`comment`], [`time_entry`], [`tag`], [`client`] | what is stored |
//! | [`status`], [`priority`], [`project`], [`transition`] | the tenant's own lists, how a card and its status move together, and in which order |
//! | [`approval`] | who has to agree before work goes on |
//! | [`attachment`], [`file_name`] | files under tickets, their types and their names |
//! | [`department`], [`user`], [`caller`], [`visibility`] | who acts, and which tickets they may see or change |
//! | [`listing`], [`search`] | asking for lists, and for words |
//! | [`report`] | figures over many tickets, and who may have them |
//! | [`sla`] | working hours, what is promised within them, and where a ticket's clock stands |
//! | [`integration`] | tokens of other systems |
//! | [`session`], [`lockout`] | being signed in, and not getting in by guessing |
//! | [`event`] | what happened, written once beside each change |
//! | [`webhook`] | who is told of it, and when again |
//! | [`notification`] | which people it concerns, and when they are written to |
//! | [`issue`], [`error`] | what is wrong with an input, and whose fault an error is |
//!
//! ```
//! use tessera_domain::{priority::Rank, text::Title};
//!
//! let title = Title::parse("The printer on floor 2 is on fire").expect("fits in 500 characters");
//! assert_eq!(title.as_str().len(), 33);
//! assert!(Title::parse("").is_err());
//! assert_eq!(Rank::HIGHEST.get(), 5);
//! ```

pub mod approval;
pub mod attachment;
pub mod attributes;
pub mod caller;
pub mod client;
pub mod comment;
pub mod department;
pub mod email;
pub mod error;
pub mod event;
pub mod file_name;
pub mod id;
pub mod integration;
pub mod issue;
pub mod listing;
pub mod lockout;
pub mod notification;
pub mod priority;
pub mod project;
pub mod reference;
pub mod report;
pub mod search;
pub mod session;
pub mod sla;
pub mod status;
pub mod tag;
pub mod tenant;
pub mod text;
pub mod ticket;
pub mod time;
pub mod time_entry;
pub mod transition;
pub mod user;
pub mod visibility;
pub mod webhook;
