//! The index of words: what a transaction owes to it, and settles before it commits.
//!
//! Whoever writes a ticket or a comment says so here. The words are stored once for each ticket, at the end of the
//! transaction: a batch of tickets with their comments then costs one statement. [`code`] says how they are stored.

pub mod backfill;
mod code;
mod texts;

pub use code::{by_parts, by_words};

use super::{BATCH, Repo};
use crate::{
    dialect::failed,
    fragments::among,
    schema::ticket_words,
    types::{Key, key},
};
use diesel::{prelude::*, upsert::excluded};
use std::collections::{BTreeMap, HashMap};
use tessera_domain::{
    comment::Comment,
    id::{TenantId, TicketId},
    search::Words,
    ticket::Ticket,
};
use tessera_ports::{StoreError, StoreResult};

/// What becomes of a ticket's words.
enum Change {
    /// They are these, for the ticket is new.
    New(Words),
    /// These comments are added to them.
    More(Vec<Comment>),
    /// They are made anew of all that is stored.
    Anew,
}

/// What a transaction owes to the index.
#[derive(Default)]
pub struct Owed(BTreeMap<(TenantId, TicketId), Change>);

#[derive(Insertable)]
#[diesel(table_name = ticket_words, treat_none_as_default_value = false)]
struct WordsRow {
    tenant_id: Key,
    ticket_id: Key,
    words: String,
}

impl Repo<'_> {
    /// Owes the words of new tickets.
    pub(super) fn owe_new(&mut self, tenant: TenantId, tickets: &[Ticket]) -> StoreResult<()> {
        let clients = texts::clients(self, tenant, tickets.iter().filter_map(|ticket| ticket.client))?;
        for ticket in tickets {
            let client = ticket.client.and_then(|id| clients.get(&id));
            let words = texts::own(
                ticket.reference.as_str(),
                ticket.title.as_str(),
                client.map(String::as_str),
                ticket.description.as_ref().map(AsRef::as_ref),
            );
            self.owed.0.insert((tenant, ticket.id), Change::New(words));
        }
        Ok(())
    }

    /// Owes the words of new comments.
    pub(super) fn owe_more(&mut self, tenant: TenantId, comments: &[Comment]) {
        for comment in comments {
            let change = self.owed.0.entry((tenant, comment.ticket));
            match change.or_insert_with(|| Change::More(Vec::new())) {
                Change::New(words) => words.read(comment.audience, comment.text.as_str()),
                Change::More(more) => more.push(comment.clone()),
                Change::Anew => {}
            }
        }
    }

    /// Owes all the words of a ticket: some of its texts, or of the comments under it, are others now or gone.
    pub(super) fn owe_anew(&mut self, tenant: TenantId, ticket: TicketId) {
        self.owed.0.insert((tenant, ticket), Change::Anew);
    }

    /// Stores what is owed.
    pub(super) fn settle_words(&mut self) -> StoreResult<()> {
        let mut tenants = BTreeMap::<TenantId, BTreeMap<TicketId, Change>>::new();
        for ((tenant, ticket), change) in std::mem::take(&mut self.owed.0) {
            tenants.entry(tenant).or_default().insert(ticket, change);
        }
        for (tenant, changes) in tenants {
            self.settle_tenant(tenant, changes)?;
        }
        Ok(())
    }

    fn settle_tenant(&mut self, tenant: TenantId, changes: BTreeMap<TicketId, Change>) -> StoreResult<()> {
        let (mut settled, mut more, mut anew) = (BTreeMap::new(), Vec::new(), Vec::new());
        for (ticket, change) in changes {
            match change {
                Change::New(words) => drop(settled.insert(ticket, words)),
                Change::More(comments) => more.push((ticket, comments)),
                Change::Anew => anew.push(ticket),
            }
        }
        let known = self.known_words(tenant, more.iter().map(|(ticket, _)| *ticket))?;
        for (ticket, comments) in more {
            let Some(stored) = known.get(&ticket) else {
                // From a time when there was no index.
                anew.push(ticket);
                continue;
            };
            let before = code::read(stored);
            let mut words = before.clone();
            for comment in comments {
                words.read(comment.audience, comment.text.as_str());
            }
            if words != before {
                settled.insert(ticket, words);
            }
        }
        settled.extend(texts::all(self, tenant, &anew)?);
        self.store_words(tenant, settled)
    }

    fn known_words(
        &mut self,
        tenant: TenantId,
        tickets: impl Iterator<Item = TicketId>,
    ) -> StoreResult<HashMap<TicketId, String>> {
        let tickets: Vec<Key> = tickets.map(key).collect();
        if tickets.is_empty() {
            return Ok(HashMap::new());
        }
        let rows = ticket_words::table
            .filter(
                ticket_words::tenant_id
                    .eq(key(tenant))
                    .and(among(ticket_words::ticket_id, tickets)),
            )
            .select((ticket_words::ticket_id, ticket_words::words))
            .load::<(Key, String)>(self.conn)
            .map_err(failed)?;
        Ok(rows.into_iter().map(|(id, words)| (id.id(), words)).collect())
    }

    /// In the order of the keys, so that nobody waits in a circle.
    fn store_words(
        &mut self,
        tenant: TenantId,
        words: impl IntoIterator<Item = (TicketId, Words)>,
    ) -> StoreResult<()> {
        let rows: Vec<_> = words
            .into_iter()
            .map(|(ticket, words)| WordsRow {
                tenant_id: key(tenant),
                ticket_id: key(ticket),
                words: code::written(tenant, &words),
            })
            .collect();
        if rows.is_empty() {
            return Ok(());
        }
        insert_rows!(self, ticket_words::table, rows, |insert| insert
            .on_conflict((ticket_words::tenant_id, ticket_words::ticket_id))
            .do_update()
            .set(ticket_words::words.eq(excluded(ticket_words::words))))
    }
}

impl crate::store::Settle for Repo<'_> {
    fn settle(&mut self) -> Result<(), StoreError> {
        self.settle_words()?;
        self.settle_totals()
    }
}
