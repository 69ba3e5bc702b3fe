//! Identity providers: others who say who somebody is.

use secrecy::SecretString;

/// A provider, as people choose it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Provider {
    /// Its name in addresses: `google`, `microsoft`, or the operator's own.
    pub key: String,
    /// What its button says.
    pub name: String,
    /// Which one it is, for clients that ask for it by name.
    pub brand: Brand,
}

/// Providers that clients know by name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Brand {
    /// Google.
    Google,
    /// Microsoft.
    Microsoft,
    /// Any other.
    Other,
}

/// One person's way to a provider and back. Its secrets are kept by the person's browser alone.
#[derive(Clone, Debug)]
pub struct Attempt {
    /// Where the provider sends the browser back to.
    pub redirect_uri: String,
    /// What the provider hands back, so that nobody can send a browser back that never went there.
    pub state: SecretString,
    /// What the provider signs, so that its word cannot be used for another attempt.
    pub nonce: SecretString,
    /// The code verifier of RFC 7636, so that a stolen code is worth nothing.
    pub verifier: SecretString,
}

/// What a provider vouches for, checked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Proven {
    /// The provider, by the issuer URL that it signs.
    pub issuer: String,
    /// The provider's own name for the person, which it never gives to anybody else.
    pub subject: String,
    /// The person's e-mail address, only if the provider says that it has verified it.
    pub verified_email: Option<String>,
    /// Given name; may be empty.
    pub first_name: String,
    /// Family name; may be empty.
    pub last_name: String,
}

/// Why a provider does not vouch for anybody.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum ProviderError {
    /// No such provider is configured.
    #[error("no such identity provider is configured")]
    Unknown,
    /// It cannot be reached, or does not answer as a provider does.
    #[error("the identity provider does not answer: {0}")]
    Down(String),
    /// It answered, and what it says does not count. The text is for the log and holds no secret.
    #[error("the identity provider's answer does not count: {0}")]
    Refused(String),
}

/// The configured providers. Slow: callers bound how many calls run at a time. Every call ends within 5 seconds.
#[cfg_attr(feature = "mock", mockall::automock)]
pub trait IdentityProviders: Send + Sync {
    /// All of them, in the order in which they are offered.
    fn list(&self) -> Vec<Provider>;
    /// Where to send the browser to (OpenID Connect Core 1.0, section 3.1.2.1, with PKCE).
    fn begin(&self, provider: &str, attempt: &Attempt) -> Result<String, ProviderError>;
    /// Trades the code that the browser brought back for the provider's word, and checks all of it: signature,
    /// issuer, audience, authorised party, nonce and times (section 3.1.3.7).
    fn finish(&self, provider: &str, attempt: &Attempt, code: &str) -> Result<Proven, ProviderError>;
}
