//! A token of another system.

use super::{Create, end, output, owner, token, user};
use crate::{
    commands::{Common, Failure, listing},
    core::Core,
};
use tessera_application::{
    hand::Hand,
    integration::{self, NewToken, Secret, TokenCard},
};
use tessera_domain::{integration::HourlyLimit, tenant::Tenant};

impl Create {
    pub(super) fn integration(&self, common: &Common) -> Result<(), Failure> {
        let login = owner(&self.user)?;
        let name = self
            .name
            .clone()
            .ok_or_else(|| Failure::Question("--name: is needed for an integration".into()))?;
        let description = self.description.as_deref().map(token::description).transpose();
        let description =
            description.map_err(|problem| Failure::Question(format!("--description: {problem}")))?;
        let (core, tenant) = self.place.open(common)?;
        let owner = user(&core, &tenant, &login)?;
        if !owner.active {
            let (login, tenant) = (login.as_str(), tenant.slug.as_str());
            return Err(Failure::Said(format!(
                "the account {login} is disabled; `tessera user enable {login} --tenant {tenant}` lets it in again"
            )));
        }
        let new = NewToken {
            name,
            description,
            owner: owner.id,
            per_hour: self.per_hour.unwrap_or(HourlyLimit::DEFAULT),
            expires_at: token::end(&core, self.expires_in),
        };
        let Secret { token, secret } =
            integration::create(&core.application, &Hand::Operator(tenant.id), &new)?;
        self.tell_integration(&core, &tenant, &TokenCard { token, owner }, &secret)
    }

    fn tell_integration(
        &self,
        core: &Core,
        tenant: &Tenant,
        card: &TokenCard,
        secret: &str,
    ) -> Result<(), Failure> {
        let tenant = tenant.slug.as_str();
        if self.json {
            let mut about = token::about(card, core.application.clock.now());
            if let Some(members) = about.as_object_mut() {
                members.insert("tenant".into(), tenant.into());
                members.insert("secret".into(), secret.into());
            }
            return Ok(output::json(&about)?);
        }
        output::result(secret)?;
        output::note(&format!(
            "The token {name} of an integration in the tenant {tenant}, in the name of {owner}; it {end}, and may make \
             {limit} calls in an hour. It is shown only this once.",
            name = listing::shown(card.token.name.as_str()),
            owner = card.owner.login.as_str(),
            end = end(card.token.expires_at),
            limit = output::grouped(card.token.per_hour.get().into()),
        ));
        Ok(())
    }
}
