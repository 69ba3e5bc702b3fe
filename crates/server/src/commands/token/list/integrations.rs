//! The tokens of other systems.

use super::{List, token, user};
use crate::{
    commands::{
        Failure,
        listing::{Listing, PAGE, moment},
        output,
    },
    core::Core,
};
use tessera_application::integration::TokenCard;
use tessera_domain::{tenant::Tenant, time::Time, user::Login};

impl List {
    pub(super) fn integrations(
        &self,
        core: &Core,
        tenant: &Tenant,
        login: Option<&Login>,
    ) -> Result<bool, Failure> {
        let owner = login.map(|login| user(core, tenant, login)).transpose()?;
        let owner = owner.map(|owner| owner.id);
        let heads = [
            "ID",
            "PREFIX",
            "NAME",
            "USER",
            "STATE",
            "PER HOUR",
            "CREATED",
            "EXPIRES",
            "LAST USED",
            "DESCRIPTION",
        ];
        let now = core.application.clock.now();
        let mut listing = Listing::begin(heads, self.json)?;
        let (mut after, mut left, mut more) = (None, usize::from(self.limit), false);
        while !more {
            let mut page = core.application.queries.tokens(tenant.id, after, PAGE)?;
            let Some(last) = page.last() else { break };
            after = Some(last.token.id);
            page.retain(|card| owner.is_none_or(|owner| owner == card.token.owner));
            more = page.len() > left;
            page.truncate(left);
            left = left.saturating_sub(page.len());
            listing.page(&page, |card| cells(card, now), |card| token::about(card, now))?;
        }
        listing.end(
            "There is no such token; `tessera token create --kind integration --user NAME --name NAME` makes one.",
        )?;
        Ok(more)
    }
}

fn cells(card: &TokenCard, now: Time) -> [String; 10] {
    let token = &card.token;
    [
        token.id.to_string(),
        token.prefix.clone(),
        token.name.to_string(),
        card.owner.login.as_str().to_owned(),
        token::state(card, now).to_owned(),
        output::grouped(token.per_hour.get().into()),
        moment(Some(token.created_at)),
        moment(token.expires_at),
        moment(token.last_used_at),
        token.description.clone().unwrap_or_default(),
    ]
}
