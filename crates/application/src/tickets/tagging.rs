//! Giving a ticket its tags.

use crate::{command::Scene, error::Result};
use std::collections::HashSet;
use tessera_domain::{
    id::{TagId, TenantId, TicketId},
    tag::Tag,
    text::{Name, fold},
    ticket::TagsWanted,
    time::Time,
};
use tessera_ports::{StoreError, error::Unique, tx::Tx, world::Ids};

/// The tags of these texts, made where they do not exist. Texts that differ only in case are one tag.
pub(crate) fn find_or_make(
    tx: &mut dyn Tx,
    tenant: TenantId,
    texts: &[Name],
    ids: &dyn Ids,
    now: Time,
) -> Result<Vec<Tag>> {
    let mut wanted: Vec<&Name> = Vec::with_capacity(texts.len());
    for text in texts {
        if !wanted
            .iter()
            .any(|known| fold(known.as_str()) == fold(text.as_str()))
        {
            wanted.push(text);
        }
    }
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let folded: Vec<String> = wanted.iter().map(|text| fold(text.as_str())).collect();
    let mut tags = tx.tags().find(tenant, &folded)?;
    let known: Vec<String> = tags.iter().map(|tag| fold(tag.text.as_str())).collect();
    let fresh: Vec<Tag> = wanted
        .into_iter()
        .filter(|text| !known.contains(&fold(text.as_str())))
        .map(|text| Tag {
            id: ids.make(now),
            text: text.clone(),
        })
        .collect();
    if !fresh.is_empty() {
        tx.tags().insert(tenant, &fresh).map_err(made_meanwhile)?;
        tags.extend(fresh);
    }
    Ok(tags)
}

/// Somebody else made one of the tags since they were looked for. When the unit is run again they are found.
fn made_meanwhile(error: StoreError) -> StoreError {
    match error {
        StoreError::Taken(Unique::TagText) => StoreError::Busy("a tag was made at the same time".into()),
        other => other,
    }
}

/// The wanted tags in the wanted order, each once; those that are wanted by a text are made where they do not exist.
pub(super) fn meant(tx: &mut dyn Tx, scene: &Scene<'_>, wanted: Option<&TagsWanted>) -> Result<Vec<TagId>> {
    let mut tags = match wanted {
        None => Vec::new(),
        Some(TagsWanted::These(ids)) => ids.clone(),
        Some(TagsWanted::Named(texts) | TagsWanted::Exactly(texts)) => {
            let tags = find_or_make(tx, scene.caller.tenant, texts, scene.ids, scene.now)?;
            tags.into_iter().map(|tag| tag.id).collect()
        }
    };
    let mut seen = HashSet::new();
    tags.retain(|tag| seen.insert(*tag));
    Ok(tags)
}

/// Makes exactly these the ticket's tags, and returns their texts before and after.
pub(super) fn replace(
    tx: &mut dyn Tx,
    scene: &Scene<'_>,
    ticket: TicketId,
    wanted: &TagsWanted,
) -> Result<(Vec<String>, Vec<String>)> {
    let tenant = scene.caller.tenant;
    let before = tx.tags().of_ticket(tenant, ticket)?;
    let tags = meant(tx, scene, Some(wanted))?;
    tx.tags().set_of_ticket(tenant, ticket, &tags)?;
    let after = tx.tags().of_ticket(tenant, ticket)?;
    Ok((sorted(&before), sorted(&after)))
}

fn sorted(tags: &[Tag]) -> Vec<String> {
    let mut texts: Vec<String> = tags.iter().map(|tag| tag.text.as_str().to_owned()).collect();
    texts.sort_unstable();
    texts
}
