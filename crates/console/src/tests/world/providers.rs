//! Who says who somebody is.

use super::World;
use tessera_ports::identity::{Attempt, Brand, IdentityProviders, Proven, Provider, ProviderError};

impl IdentityProviders for World {
    fn list(&self) -> Vec<Provider> {
        [
            ("google", "Google", Brand::Google),
            ("down", "The \"Other\" One", Brand::Other),
        ]
        .map(|(key, name, brand)| Provider {
            key: key.to_owned(),
            name: name.to_owned(),
            brand,
        })
        .to_vec()
    }

    fn begin(&self, provider: &str, attempt: &Attempt) -> Result<String, ProviderError> {
        if provider == "down" {
            return Err(ProviderError::Down("canary".into()));
        }
        self.stored(|stored| stored.attempts.push(attempt.clone()));
        Ok("https://google.example/authorize?x=y".to_owned())
    }

    fn finish(&self, _: &str, attempt: &Attempt, code: &str) -> Result<Proven, ProviderError> {
        self.stored(|stored| stored.attempts.push(attempt.clone()));
        match code {
            "down" => Err(ProviderError::Down("canary".into())),
            "refused" => Err(ProviderError::Refused("canary".into())),
            subject => Ok(Proven {
                issuer: "https://google.example".to_owned(),
                subject: subject.to_owned(),
                verified_email: None,
                first_name: String::new(),
                last_name: String::new(),
            }),
        }
    }
}
