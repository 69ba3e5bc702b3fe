//! Giving a ticket its tags, which are those of its project.
//!
//! Tags are made before the ticket is stored: whoever makes one takes its number from a counter, and counters come
//! before the totals that tickets are counted in.

use crate::{command::Scene, error::Result, tags};
use std::collections::HashSet;
use tessera_domain::{
    event::Event,
    id::{ProjectId, TagId, TenantId, TicketId, UserId},
    tag::Tag,
    text::{Name, fold},
    ticket::{TagsWanted, Ticket},
    time::Time,
};
use tessera_ports::{StoreError, counters, error::Unique, tx::Tx, world::Ids};

/// Who tags tickets of one project, and when.
pub(crate) struct Tagger<'t> {
    /// Whose tags they are.
    pub tenant: TenantId,
    /// The project that the tickets lie in.
    pub project: ProjectId,
    /// The person, where it is one.
    pub by: Option<UserId>,
    /// Chance, for ids.
    pub ids: &'t dyn Ids,
    /// The moment.
    pub now: Time,
}

impl<'t> Tagger<'t> {
    /// The caller, in that project.
    fn of(scene: &Scene<'t>, project: ProjectId) -> Self {
        Self {
            tenant: scene.caller.tenant,
            project,
            by: Some(scene.caller.user),
            ids: scene.ids,
            now: scene.now,
        }
    }
}

/// When a text means a tag.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Likeness {
    /// When it is the tag's own.
    Exact,
    /// When it is the tag's own, or else when it differs in nothing but case; of several such tags the oldest.
    AnyCase,
}

/// The tags that some texts mean.
#[derive(Default)]
pub(crate) struct Tagged {
    /// All of them, in the order of the texts, each once.
    pub tags: Vec<Tag>,
    /// Those that did not exist before.
    pub made: Vec<Tag>,
}

/// The project's tags of these texts, made where they do not exist.
pub(crate) fn find_or_make(
    tx: &mut dyn Tx,
    tagger: &Tagger<'_>,
    texts: &[Name],
    likeness: Likeness,
) -> Result<Tagged> {
    if texts.is_empty() {
        return Ok(Tagged::default());
    }
    let mut folded: Vec<String> = texts.iter().map(|text| fold(text.as_str())).collect();
    folded.sort_unstable();
    folded.dedup();
    let mut known = tx.tags().find(tagger.tenant, tagger.project, &folded)?;
    let made = make(tx, tagger, &missing(&known, texts, likeness), likeness)?;
    known.extend(made.iter().cloned());
    let mut tags: Vec<Tag> = Vec::with_capacity(texts.len());
    for text in texts {
        if let Some(tag) = meant(&known, text, likeness)
            && !tags.iter().any(|it| it.id == tag.id)
        {
            tags.push(tag.clone());
        }
    }
    Ok(Tagged { tags, made })
}

/// The tag that a text means. The known ones come by age.
fn meant<'k>(known: &'k [Tag], text: &Name, likeness: Likeness) -> Option<&'k Tag> {
    let exact = known.iter().find(|tag| tag.text == *text);
    let alike = || {
        known
            .iter()
            .find(|tag| fold(tag.text.as_str()) == fold(text.as_str()))
    };
    match likeness {
        Likeness::Exact => exact,
        Likeness::AnyCase => exact.or_else(alike),
    }
}

/// The texts that no known tag is meant by, each once.
fn missing<'t>(known: &[Tag], texts: &'t [Name], likeness: Likeness) -> Vec<&'t Name> {
    let mut missing: Vec<&Name> = Vec::new();
    for text in texts {
        let same = |other: &Name| match likeness {
            Likeness::Exact => *other == *text,
            Likeness::AnyCase => fold(other.as_str()) == fold(text.as_str()),
        };
        if meant(known, text, likeness).is_none() && !missing.iter().any(|other| same(other)) {
            missing.push(text);
        }
    }
    missing
}

/// Makes the tags. Where case means nothing, another that differs in case alone may have been made since they were
/// looked for, which no unique key tells; so they are looked for again once the counter is taken, which everybody who
/// makes a tag of the tenant waits for.
fn make(tx: &mut dyn Tx, tagger: &Tagger<'_>, texts: &[&Name], likeness: Likeness) -> Result<Vec<Tag>> {
    if texts.is_empty() {
        return Ok(Vec::new());
    }
    let amount = i64::try_from(texts.len()).unwrap_or(i64::MAX);
    let first = tx.counters().take(tagger.tenant, counters::TAG, amount)?;
    if likeness == Likeness::AnyCase {
        let folded: Vec<String> = texts.iter().map(|text| fold(text.as_str())).collect();
        if !tx.tags().find(tagger.tenant, tagger.project, &folded)?.is_empty() {
            return Err(StoreError::Busy(MEANWHILE.into()).into());
        }
    }
    let fresh: Vec<Tag> = (first..)
        .zip(texts)
        .map(|(number, text)| Tag {
            id: tagger.ids.make(tagger.now),
            project: tagger.project,
            number,
            text: Name::clone(text),
            description: None,
            color: tessera_domain::project::Color::default(),
            created_by: tagger.by,
            created_at: tagger.now,
            updated_at: tagger.now,
            version: 1,
        })
        .collect();
    tx.tags().insert(tagger.tenant, &fresh).map_err(made_meanwhile)?;
    Ok(fresh)
}

const MEANWHILE: &str = "a tag was made at the same time";

/// Somebody else made one of the tags since they were looked for. When the unit is run again they are found.
fn made_meanwhile(error: StoreError) -> StoreError {
    match error {
        StoreError::Taken(Unique::TagText) => StoreError::Busy(MEANWHILE.into()),
        other => other,
    }
}

/// The wanted tags in the wanted order, each once; those that are wanted by a text are made where they do not exist,
/// and the events that tell so are added.
pub(super) fn wanted_tags(
    tx: &mut dyn Tx,
    scene: &Scene<'_>,
    project: ProjectId,
    wanted: Option<&TagsWanted>,
    events: &mut Vec<Event>,
) -> Result<Vec<TagId>> {
    let tagger = Tagger::of(scene, project);
    let found = match wanted {
        None => Tagged::default(),
        Some(TagsWanted::These(ids)) => {
            let mut seen = HashSet::new();
            return Ok(ids.iter().copied().filter(|tag| seen.insert(*tag)).collect());
        }
        Some(TagsWanted::Named(texts)) => find_or_make(tx, &tagger, texts, Likeness::AnyCase)?,
        Some(TagsWanted::Exactly(texts)) => find_or_make(tx, &tagger, texts, Likeness::Exact)?,
    };
    events.extend(found.made.iter().map(|tag| tags::created(scene, tag)));
    Ok(found.tags.into_iter().map(|tag| tag.id).collect())
}

/// What a change makes of a ticket's tags.
pub(super) struct Retagging {
    before: Vec<Tag>,
    after: Vec<TagId>,
}

impl Retagging {
    /// Works out the tags of a ticket that gets others, or that moves to that project and takes its own along by their
    /// texts; nothing when they stay. The events of those that are made are added.
    pub(super) fn plan(
        tx: &mut dyn Tx,
        scene: &Scene<'_>,
        (ticket, project): (&Ticket, ProjectId),
        wanted: Option<&TagsWanted>,
        events: &mut Vec<Event>,
    ) -> Result<Option<Self>> {
        if wanted.is_none() && ticket.project == project {
            return Ok(None);
        }
        let before = tx.tags().of_ticket(ticket.tenant, ticket.id)?;
        let along = || TagsWanted::Exactly(before.iter().map(|tag| tag.text.clone()).collect());
        let wanted = wanted.cloned().unwrap_or_else(along);
        let after = wanted_tags(tx, scene, project, Some(&wanted), events)?;
        Ok(Some(Self { before, after }))
    }

    /// Stores it, and returns the texts before and after.
    pub(super) fn store(
        self,
        tx: &mut dyn Tx,
        tenant: TenantId,
        ticket: TicketId,
    ) -> Result<(Vec<String>, Vec<String>)> {
        let Self { before, after } = self;
        if before.iter().map(|tag| tag.id).eq(after.iter().copied()) {
            return Ok((sorted(&before), sorted(&before)));
        }
        tx.tags().set_of_ticket(tenant, ticket, &after)?;
        let after = tx.tags().of_ticket(tenant, ticket)?;
        Ok((sorted(&before), sorted(&after)))
    }
}

fn sorted(tags: &[Tag]) -> Vec<String> {
    let mut texts: Vec<String> = tags.iter().map(|tag| tag.text.as_str().to_owned()).collect();
    texts.sort_unstable();
    texts
}
