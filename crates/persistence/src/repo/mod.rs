//! The repositories, mounted once per database: inside, queries are plain diesel against `super::Connection`.

use super::Connection;
use tessera_ports::{
    approvals::Approvals, attachments::Attachments, boards::Boards, comments::Comments, contacts::Contacts,
    counters::Counters, credentials::Credentials, departments::Departments, events::Events,
    idempotency::Answers, imports::Imports, integration::Integrations, lists::Lists,
    notifications::Notifications, numbers::Numbers, phone_tokens::PhoneTokens, sessions::Sessions,
    sign_in::SignIn, sla::Sla, tags::Tags, tenants::Tenants, tickets::Tickets, time_entries::TimeEntries,
    token_chains::TokenChains, tx::Tx, users::Users, webhooks::Webhooks,
};

/// How many rows go into one statement at most. The widest table has 40 columns, and SQLite takes 32,766
/// bound values.
const BATCH: usize = 500;

/// Inserts rows: one by itself, in a statement that stays prepared, and more of them in batches. What is to be
/// done about conflicts may be added, the same for whatever rows: `|insert| insert.on_conflict_do_nothing()`.
macro_rules! insert_rows {
    ($repo:expr, $table:expr, $rows:expr) => {
        insert_rows!($repo, $table, $rows, |insert| insert, |one| one)
    };
    ($repo:expr, $table:expr, $rows:expr, |$insert:ident| $statement:expr) => {
        insert_rows!($repo, $table, $rows, |$insert| $statement, |one| {
            $crate::fragments::Steady(one)
        })
    };
    ($repo:expr, $table:expr, $rows:expr, |$insert:ident| $statement:expr, |$one:ident| $kept:expr) => {{
        let inserted: diesel::QueryResult<()> = match &$rows[..] {
            [row] => {
                let $insert = diesel::insert_into($table).values(row);
                let $one = $statement;
                $kept.execute($repo.conn).map(drop)
            }
            rows => rows.chunks(BATCH).try_for_each(|batch| {
                let $insert = diesel::insert_into($table).values(batch);
                $statement.execute($repo.conn).map(drop)
            }),
        };
        inserted.map_err(failed)
    }};
}

mod approvals;
mod attachments;
mod board;
mod boards;
mod comment_sheets;
mod comments;
mod contacts;
mod counters;
mod credentials;
mod departments;
mod dossiers;
mod events;
mod feed;
mod filter;
mod idempotency;
mod imports;
mod integrations;
mod lists;
mod named;
mod notifications;
mod numbers;
mod pages;
mod people;
mod phone_tokens;
mod reports;
mod search;
mod sessions;
mod sheets;
mod sight;
mod sign_in;
mod sla;
mod stats;
mod tags;
mod tenants;
mod tickets;
mod time_entries;
mod token_chains;
mod totals;
mod users;
mod ways;
mod webhooks;

type Db = <Connection as diesel::Connection>::Backend;

/// Every port over one connection.
pub struct Repo<'c> {
    conn: &'c mut Connection,
    owed: search::Owed,
    owed_totals: totals::Owed,
}

impl<'c> Repo<'c> {
    /// Every port over that connection.
    pub fn on(conn: &'c mut Connection) -> Self {
        Self {
            conn,
            owed: search::Owed::default(),
            owed_totals: totals::Owed::default(),
        }
    }
}

impl Tx for Repo<'_> {
    fn tickets(&mut self) -> &mut dyn Tickets {
        self
    }

    fn comments(&mut self) -> &mut dyn Comments {
        self
    }

    fn approvals(&mut self) -> &mut dyn Approvals {
        self
    }

    fn attachments(&mut self) -> &mut dyn Attachments {
        self
    }

    fn time_entries(&mut self) -> &mut dyn TimeEntries {
        self
    }

    fn tags(&mut self) -> &mut dyn Tags {
        self
    }

    fn lists(&mut self) -> &mut dyn Lists {
        self
    }

    fn numbers(&mut self) -> &mut dyn Numbers {
        self
    }

    fn boards(&mut self) -> &mut dyn Boards {
        self
    }

    fn contacts(&mut self) -> &mut dyn Contacts {
        self
    }

    fn departments(&mut self) -> &mut dyn Departments {
        self
    }

    fn sla(&mut self) -> &mut dyn Sla {
        self
    }

    fn users(&mut self) -> &mut dyn Users {
        self
    }

    fn tenants(&mut self) -> &mut dyn Tenants {
        self
    }

    fn credentials(&mut self) -> &mut dyn Credentials {
        self
    }

    fn sign_in(&mut self) -> &mut dyn SignIn {
        self
    }

    fn sessions(&mut self) -> &mut dyn Sessions {
        self
    }

    fn phone_tokens(&mut self) -> &mut dyn PhoneTokens {
        self
    }

    fn token_chains(&mut self) -> &mut dyn TokenChains {
        self
    }

    fn events(&mut self) -> &mut dyn Events {
        self
    }

    fn integrations(&mut self) -> &mut dyn Integrations {
        self
    }

    fn webhooks(&mut self) -> &mut dyn Webhooks {
        self
    }

    fn notifications(&mut self) -> &mut dyn Notifications {
        self
    }

    fn counters(&mut self) -> &mut dyn Counters {
        self
    }

    fn answers(&mut self) -> &mut dyn Answers {
        self
    }

    fn imports(&mut self) -> &mut dyn Imports {
        self
    }
}
