//! Appending events, with a notification for everybody whom they concern.

use crate::error::Result;
use std::collections::HashMap;
use tessera_domain::{
    event::Event,
    id::{TenantId, TicketId, UserId},
    notification::{self, Called, Notice},
    user::{Role, User},
    visibility::Ties,
};
use tessera_ports::tx::Tx;

/// Whoever runs the tenant.
const ADMINS: [Role; 2] = [Role::Admin, Role::SuperAdmin];

/// Appends what one change did to the log, as the last thing of its transaction, and tells everybody whom it concerns;
/// `by_mail`, where letters go out.
///
/// # Errors
/// When storage fails.
pub(crate) fn append(tx: &mut dyn Tx, tenant: TenantId, events: &[Event], by_mail: bool) -> Result<()> {
    let notices = notices(tx, tenant, events, by_mail)?;
    if notices.is_empty() {
        tx.events().append(tenant, events)?;
    } else {
        tx.events().append_telling(tenant, events, &notices)?;
    }
    Ok(())
}

fn notices(tx: &mut dyn Tx, tenant: TenantId, events: &[Event], by_mail: bool) -> Result<Vec<Notice>> {
    let (mut meant, mut keepers) = (Vec::new(), false);
    let mut ties = HashMap::new();
    // Who works on each ticket whose workers are meant.
    let mut crews = Vec::new();
    for (event, (_, called)) in events
        .iter()
        .filter_map(|event| Some((event, notification::called(event)?)))
    {
        match called {
            Called::People(people) => {
                let others = people
                    .into_iter()
                    .filter(|user| event.actor.user() != Some(*user));
                meant.extend(others);
            }
            Called::Keepers => keepers = true,
            Called::Workers => {
                let Some(ticket) = event.ticket else { continue };
                let found = tx.tickets().ties(tenant, ticket)?;
                meant.extend(&found.assignees);
                crews.push(found.assignees.clone());
                ties.insert(ticket, found);
            }
        }
    }
    meant.sort_unstable();
    meant.dedup();
    let mut people = if meant.is_empty() {
        Vec::new()
    } else {
        tx.users().active_among(tenant, &meant)?
    };
    let mans = |crew: &Vec<UserId>| people.iter().any(|user| crew.contains(&user.id));
    if keepers || !crews.iter().all(mans) {
        let admins = tx.users().holding(tenant, &ADMINS, None)?;
        people.extend(admins.into_iter().filter(|admin| !meant.contains(&admin.id)));
    }
    if people.is_empty() {
        return Ok(Vec::new());
    }
    add_ties(tx, tenant, events, &people, &mut ties)?;
    Ok(notification::notices(events, &people, &ties, by_mail))
}

/// Adds the ties of those tickets that some of the people are told of and may not see any more.
fn add_ties(
    tx: &mut dyn Tx,
    tenant: TenantId,
    events: &[Event],
    people: &[User],
    ties: &mut HashMap<TicketId, Ties>,
) -> Result<()> {
    for event in events {
        let (Some(ticket), Some((kind, Called::People(meant)))) = (event.ticket, notification::called(event))
        else {
            continue;
        };
        let asks = people
            .iter()
            .any(|user| meant.contains(&user.id) && kind.asks_for_ties(user));
        if asks && !ties.contains_key(&ticket) {
            ties.insert(ticket, tx.tickets().ties(tenant, ticket)?);
        }
    }
    Ok(())
}
