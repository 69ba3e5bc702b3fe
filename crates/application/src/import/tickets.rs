//! The tickets of an import, with their comments and tags.

use super::{
    desk::Desk,
    foreign::{ForeignComment, ForeignIssue},
    listing::Lists,
    people::People,
    report::Report,
};
use crate::{
    error::Result,
    sla,
    tickets::{Likeness, Tagger, find_or_make_tags},
};
use serde_json::{Map, json};
use std::collections::{BTreeMap, HashMap};
use tessera_domain::{
    attributes::Attributes,
    comment::{Audience, Comment},
    event::{Actor, Event, EventKind, FieldChange},
    id::{CommentId, ProjectId, TagId, TicketId},
    reference::Reference,
    text::{CommentText, Description, Name, Title, fold},
    ticket::{Closure, Kind, Level, Promise, Ticket},
    time::NaiveDate,
};
use tessera_ports::{counters, error::StoreError, tx::Tx};

/// What tickets are remembered as.
pub(super) const KIND: &str = "issue";

/// The tags of a batch's labels, by project and folded text.
pub(super) type Tags = HashMap<(ProjectId, String), TagId>;

/// Finds or makes the tags of the batch's labels, each in the project of its issues.
pub(super) fn tags(
    tx: &mut dyn Tx,
    desk: &Desk<'_>,
    issues: &[&ForeignIssue],
    lists: &Lists,
    done: &mut Report,
) -> Result<Tags> {
    let mut wanted = BTreeMap::<ProjectId, BTreeMap<String, Name>>::new();
    for issue in issues {
        let (project, _) = lists.project(&issue.project_key);
        for label in &issue.labels {
            match Name::parse(label.as_str()) {
                Ok(name) => {
                    let texts = wanted.entry(project).or_default();
                    texts.entry(fold(label)).or_insert(name);
                }
                Err(_) => done.remark("label that is empty or too long: left out"),
            }
        }
    }
    let mut tags = Tags::new();
    for (project, texts) in wanted {
        let tagger = Tagger {
            tenant: desk.tenant,
            project,
            by: None,
            ids: desk.ids,
            now: desk.now,
        };
        let (folded, texts): (Vec<String>, Vec<Name>) = texts.into_iter().unzip();
        let found = find_or_make_tags(tx, &tagger, &texts, Likeness::AnyCase)?;
        done.tags += u64::try_from(found.made.len()).unwrap_or_default();
        let ids = found.tags.into_iter().map(|tag| tag.id);
        tags.extend(folded.into_iter().map(|text| (project, text)).zip(ids));
    }
    Ok(tags)
}

/// Everything of a batch, ready to be stored but for the running numbers.
#[derive(Default)]
pub(super) struct Drafts {
    tickets: Vec<Ticket>,
    keys: Vec<String>,
    comments: Vec<Comment>,
    links: Vec<(TicketId, TagId)>,
    events: Vec<Event>,
}

impl Drafts {
    /// Drafts one ticket with what stands under it.
    pub(super) fn draft(
        &mut self,
        desk: &Desk<'_>,
        issue: &ForeignIssue,
        people: &People,
        lists: &Lists,
        tags: &Tags,
        done: &mut Report,
    ) {
        let (Some(status), Some(priority)) = (
            lists.status(&issue.status),
            lists.priority(issue.priority.as_deref()),
        ) else {
            done.remark("issue of a tenant without lists: left out");
            return;
        };
        if issue.priority.is_none() {
            done.remark("issue without priority: read as medium");
        }
        let (project, board) = lists.project(&issue.project_key);
        let closed_at = issue.resolved.unwrap_or(issue.updated).max(issue.created);
        let by = people.id(issue.reporter.as_ref().or(issue.creator.as_ref()));
        let ticket = Ticket {
            tenant: desk.tenant,
            id: desk.ids.make(issue.created),
            number: 0,
            reference: Reference::new(issue.created, 0),
            title: title(issue, done),
            description: description(issue, done),
            kind: kind_of(&issue.kind),
            status: status.id,
            priority: priority.id,
            rank: priority.rank,
            project,
            column: board.column_for(status, None),
            department: None,
            client: None,
            contact: None,
            category: None,
            url: None,
            assignee: people.id(issue.assignee.as_ref()),
            urgency: Level::Medium,
            importance: Level::Medium,
            start_on: None,
            due_at: issue.due,
            breached_at: None,
            promise: Promise::ByRank,
            internal_notes: None,
            public_notes: None,
            rating: None,
            expected_files: Vec::new(),
            attributes: origin(desk, issue),
            metadata: None,
            closure: status.category.is_done().then_some(Closure {
                at: closed_at,
                by: None,
            }),
            created_by: by,
            source: None,
            created_at: issue.created,
            updated_by: None,
            updated_at: issue.updated.max(issue.created),
            version: 1,
        };
        self.draft_comments(desk, issue, ticket.id, people, done);
        let mut bound: Vec<TagId> = issue
            .labels
            .iter()
            .filter_map(|label| tags.get(&(project, fold(label))).copied())
            .collect();
        bound.sort_unstable();
        bound.dedup();
        self.links.extend(bound.into_iter().map(|tag| (ticket.id, tag)));
        self.events.push(brought_over(desk, &ticket, issue));
        self.keys.push(issue.key.clone());
        self.tickets.push(ticket);
    }

    fn draft_comments(
        &mut self,
        desk: &Desk<'_>,
        issue: &ForeignIssue,
        ticket: TicketId,
        people: &People,
        done: &mut Report,
    ) {
        let mut comments: Vec<&ForeignComment> = issue.comments.iter().collect();
        comments.sort_by_key(|comment| comment.created);
        for comment in comments {
            let Some(text) = comment_text(&comment.text, done) else {
                continue;
            };
            let id: CommentId = desk.ids.make(comment.created);
            self.comments.push(Comment {
                tenant: desk.tenant,
                id,
                number: 0,
                ticket,
                author: people.id(comment.author.as_ref()),
                text,
                audience: Audience::from_internal(comment.internal),
                resolution: false,
                thread: id,
                parent: None,
                metadata: None,
                created_at: comment.created,
                updated_at: comment.updated.max(comment.created),
                version: 1,
            });
        }
    }

    /// Numbers the drafts and stores them.
    pub(super) fn store(mut self, tx: &mut dyn Tx, desk: &Desk<'_>, done: &mut Report) -> Result<()> {
        if self.tickets.is_empty() {
            return Ok(());
        }
        let terms = sla::Terms::read(tx, desk.tenant)?;
        for ticket in &mut self.tickets {
            ticket.promise = terms.promise(ticket, &[], desk.now);
        }
        self.number(tx, desk)?;
        tx.tickets().insert(desk.tenant, &self.tickets)?;
        if !self.links.is_empty() {
            tx.tags().link(desk.tenant, &self.links)?;
        }
        if !self.comments.is_empty() {
            tx.comments().insert(desk.tenant, &self.comments)?;
        }
        let ids = self.tickets.iter().map(|ticket| ticket.id.uuid());
        let pairs: Vec<_> = self.keys.iter().cloned().zip(ids).collect();
        tx.imports().remember(desk.tenant, desk.source, KIND, &pairs)?;
        tx.events().append(desk.tenant, &self.events)?;
        done.tickets += u64::try_from(self.tickets.len()).unwrap_or_default();
        done.comments += u64::try_from(self.comments.len()).unwrap_or_default();
        Ok(())
    }

    /// Numbers the tickets and the comments, and gives each ticket its place among those of its day. The days are many,
    /// so all is taken at once.
    fn number(&mut self, tx: &mut dyn Tx, desk: &Desk<'_>) -> Result<()> {
        let mut days: BTreeMap<NaiveDate, i64> = BTreeMap::new();
        for ticket in &self.tickets {
            *days.entry(ticket.created_at.date()).or_default() += 1;
        }
        let names: Vec<String> = days.keys().map(|day| Reference::counter_of(*day)).collect();
        let mut wanted = vec![(counters::TICKET, amount(&self.tickets))];
        wanted.extend(names.iter().map(String::as_str).zip(days.values().copied()));
        if !self.comments.is_empty() {
            wanted.push((counters::COMMENT, amount(&self.comments)));
        }
        let mut firsts = tx.counters().take_each(desk.tenant, &wanted)?.into_iter();
        let mut first = || {
            let missing = || StoreError::Failed("a counter gave no number".to_owned());
            firsts.next().ok_or_else(missing)
        };
        let tickets = first()?;
        for place in days.values_mut() {
            *place = first()?;
        }
        for (number, ticket) in (tickets..).zip(&mut self.tickets) {
            let place = days.entry(ticket.created_at.date()).or_default();
            ticket.number = number;
            ticket.reference = Reference::new(ticket.created_at, *place);
            *place += 1;
        }
        if !self.comments.is_empty() {
            for (number, comment) in (first()?..).zip(&mut self.comments) {
                comment.number = number;
            }
        }
        Ok(())
    }
}

fn amount<T>(of: &[T]) -> i64 {
    i64::try_from(of.len()).unwrap_or(i64::MAX)
}

/// Where the ticket came from, for people and for going back.
fn origin(desk: &Desk<'_>, issue: &ForeignIssue) -> Attributes {
    let mut own = Map::new();
    own.insert(
        "imported_from".into(),
        json!({ "source": desk.source, "key": issue.key, "kind": issue.kind }),
    );
    Attributes::stored(own)
}

fn brought_over(desk: &Desk<'_>, ticket: &Ticket, issue: &ForeignIssue) -> Event {
    Event {
        tenant: desk.tenant,
        id: desk.ids.make(desk.now),
        kind: EventKind::TicketCreated,
        ticket: Some(ticket.id),
        subject: ticket.id.uuid(),
        actor: Actor::Import,
        audience: Audience::Public,
        changes: vec![FieldChange {
            field: "imported_from".into(),
            before: serde_json::Value::Null,
            after: json!(issue.key),
        }],
        at: desk.now,
        request: None,
    }
}

/// The text without NUL and no longer than `max` scalars, with a remark on what was done to it.
fn fit(text: &str, max: usize, long: &str, done: &mut Report) -> String {
    let mut text: String = if text.contains('\0') {
        done.remark("text with NUL characters: they were left out");
        text.replace('\0', "")
    } else {
        text.to_owned()
    };
    if let Some((end, _)) = text.char_indices().nth(max) {
        done.remark(long);
        text.truncate(end);
    }
    text
}

fn title(issue: &ForeignIssue, done: &mut Report) -> Title {
    let text = issue
        .title
        .as_deref()
        .map(str::trim)
        .filter(|text| !text.is_empty());
    if text.is_none() {
        done.remark("issue without summary: its key became the title");
    }
    let text = fit(
        text.unwrap_or(&issue.key),
        Title::MAX,
        "title over 500 characters: cut",
        done,
    );
    Title::parse(text).unwrap_or_else(|_| Title::untitled())
}

fn description(issue: &ForeignIssue, done: &mut Report) -> Option<Description> {
    let text = issue.description.as_deref().filter(|text| !text.is_empty())?;
    let text = fit(
        text,
        Description::MAX,
        "description over 1,000,000 characters: cut",
        done,
    );
    Description::parse(text).ok()
}

fn comment_text(text: &str, done: &mut Report) -> Option<CommentText> {
    let text = fit(
        text,
        CommentText::MAX,
        "comment over 1,000,000 characters: cut",
        done,
    );
    let kept = CommentText::parse(text).ok();
    if kept.is_none() {
        done.remark("comment without text: left out");
    }
    kept
}

/// The nearest kind to the other system's word.
fn kind_of(word: &str) -> Kind {
    match word.to_lowercase().as_str() {
        "bug" | "defect" | "fault" => Kind::Bug,
        "story" | "user story" | "new feature" | "improvement" => Kind::Story,
        "epic" => Kind::Epic,
        "incident" => Kind::Incident,
        "problem" => Kind::Problem,
        "change" => Kind::Change,
        "question" | "support" | "service request" | "wish" => Kind::Request,
        _ => Kind::Task,
    }
}
