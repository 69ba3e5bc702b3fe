//! One provider: where it is, what it signs with, and what it is asked.

use super::{
    Call,
    claims::{self, Keys, MoreClaims, Token},
    config::ProviderConfig,
    kept::Kept,
    web::NoAnswer,
};
use openidconnect::{
    AuthType, AuthenticationFlow, AuthorizationCode, Client, ClientId, ClientSecret, CsrfToken,
    EmptyExtraTokenFields, EndpointMaybeSet, EndpointNotSet, EndpointSet, HttpRequest, IdTokenFields, Nonce,
    PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, RequestTokenError, Scope, StandardErrorResponse,
    StandardTokenResponse,
    core::{
        CoreAuthDisplay, CoreAuthPrompt, CoreClientAuthMethod, CoreErrorResponseType, CoreGenderClaim,
        CoreJsonWebKey, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm, CoreProviderMetadata,
        CoreResponseType, CoreRevocableToken, CoreRevocationErrorResponse, CoreTokenIntrospectionResponse,
        CoreTokenType,
    },
    http::{Request, StatusCode, header::ACCEPT},
};
use secrecy::ExposeSecret;
use serde::de::DeserializeOwned;
use std::sync::Arc;
use tessera_ports::identity::{Attempt, Proven, ProviderError};
use url::Url;

type OAuthError = StandardErrorResponse<CoreErrorResponseType>;
type TokenFields = IdTokenFields<
    MoreClaims,
    EmptyExtraTokenFields,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJwsSigningAlgorithm,
>;
/// The crate's client, made from what a provider publishes, with our further claims.
type OpenIdClient = Client<
    MoreClaims,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    OAuthError,
    StandardTokenResponse<TokenFields, CoreTokenType>,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// A configured provider and what is known of it.
#[derive(Debug)]
pub(super) struct OpenIdProvider {
    pub(super) config: ProviderConfig,
    metadata: Kept<CoreProviderMetadata>,
    keys: Kept<Keys>,
}

impl OpenIdProvider {
    pub(super) const fn new(config: ProviderConfig) -> Self {
        Self {
            config,
            metadata: Kept::new(),
            keys: Kept::new(),
        }
    }

    pub(super) fn begin(&self, call: &Call<'_>, attempt: &Attempt) -> Result<String, ProviderError> {
        let verifier = verifier(attempt)?;
        let metadata = self.metadata(call)?;
        let client = self.client(&metadata, attempt)?;
        let state = CsrfToken::new(attempt.state.expose_secret().into());
        let nonce = Nonce::new(attempt.nonce.expose_secret().into());
        let (address, _, _) = client
            .authorize_url(
                AuthenticationFlow::<CoreResponseType>::AuthorizationCode,
                || state,
                || nonce,
            )
            .add_scopes(self.scopes())
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier))
            .url();
        Ok(address.into())
    }

    pub(super) fn finish(
        &self,
        call: &Call<'_>,
        attempt: &Attempt,
        code: &str,
    ) -> Result<Proven, ProviderError> {
        let verifier = verifier(attempt)?;
        let metadata = self.metadata(call)?;
        // First of all: a code is good for one try, which must not be lost on keys that cannot be had.
        let keys = self
            .keys
            .get(call.clock, call.until, || fetch_keys(call, &metadata))?;
        let token = self.exchange(call, &metadata, attempt, verifier, code)?;
        let nonce = Nonce::new(attempt.nonce.expose_secret().into());
        let now = call.clock.now();
        let claims = match claims::check(&token, &self.config, &keys, &nonce, now) {
            Err(claims::Unproven::UnknownKey) => {
                let keys = self
                    .keys
                    .renew(&keys, call.clock, call.until, || fetch_keys(call, &metadata))?;
                claims::check(&token, &self.config, &keys, &nonce, now)
            }
            checked => checked,
        };
        claims::proven(claims?, &self.config)
    }

    fn exchange(
        &self,
        call: &Call<'_>,
        metadata: &CoreProviderMetadata,
        attempt: &Attempt,
        verifier: PkceCodeVerifier,
        code: &str,
    ) -> Result<Token, ProviderError> {
        let client = self.client(metadata, attempt)?;
        let refused = |why: &str| ProviderError::Refused(why.into());
        let answer = client
            .exchange_code(AuthorizationCode::new(code.into()))
            .map_err(|error| ProviderError::Refused(error.to_string()))?
            .set_pkce_verifier(verifier)
            .request(&|request| call.web.ask(request, call.until))
            .map_err(told)?;
        let token = answer.extra_fields().id_token().cloned();
        token.ok_or_else(|| refused("it gave no ID token"))
    }

    fn client(
        &self,
        metadata: &CoreProviderMetadata,
        attempt: &Attempt,
    ) -> Result<OpenIdClient, ProviderError> {
        let redirect = RedirectUrl::new(attempt.redirect_uri.clone())
            .map_err(|error| ProviderError::Refused(format!("the address to return to: {error}")))?;
        let client = OpenIdClient::from_provider_metadata(
            metadata.clone(),
            ClientId::new(self.config.client_id.clone()),
            Some(ClientSecret::new(
                self.config.client_secret.expose_secret().into(),
            )),
        );
        Ok(client
            .set_redirect_uri(redirect)
            .set_auth_type(proof_of_client(metadata)))
    }

    fn scopes(&self) -> impl Iterator<Item = Scope> {
        let further = self.config.scopes.iter().filter(|scope| *scope != "openid");
        further.map(|scope| Scope::new(scope.clone()))
    }

    fn metadata(&self, call: &Call<'_>) -> Result<Arc<CoreProviderMetadata>, ProviderError> {
        self.metadata
            .get(call.clock, call.until, || self.fetch_metadata(call))
    }

    /// OpenID Connect Discovery 1.0, section 4.
    fn fetch_metadata(&self, call: &Call<'_>) -> Result<CoreProviderMetadata, ProviderError> {
        let issuer = &self.config.issuer;
        let address = format!(
            "{}/.well-known/openid-configuration",
            issuer.trim_end_matches('/')
        );
        let metadata: CoreProviderMetadata = fetch(call, &address)?;
        if metadata.issuer().as_str() != issuer {
            return Err(ProviderError::Refused(format!(
                "it publishes the issuer {:?} and not {issuer:?}",
                metadata.issuer().as_str()
            )));
        }
        let token = metadata
            .token_endpoint()
            .ok_or_else(|| ProviderError::Refused("it publishes no token endpoint".into()))?;
        let endpoints = [
            metadata.authorization_endpoint().url(),
            token.url(),
            metadata.jwks_uri().url(),
        ];
        for endpoint in endpoints {
            if !call.web.trusts(endpoint) {
                return Err(ProviderError::Refused(format!(
                    "its endpoint {endpoint} is not one of https"
                )));
            }
        }
        Ok(metadata)
    }
}

fn fetch_keys(call: &Call<'_>, metadata: &CoreProviderMetadata) -> Result<Keys, ProviderError> {
    fetch(call, metadata.jwks_uri().as_str())
}

/// Reads a document that a provider publishes.
fn fetch<T: DeserializeOwned>(call: &Call<'_>, address: &str) -> Result<T, ProviderError> {
    let request: HttpRequest = Request::get(address)
        .header(ACCEPT, "application/json")
        .body(Vec::new())
        .map_err(|error| NoAnswer(error.to_string()))?;
    let answer = call.web.ask(request, call.until)?;
    let path = Url::parse(address).map_or_else(|error| error.to_string(), |url| url.path().into());
    if answer.status() != StatusCode::OK {
        return Err(ProviderError::Down(format!(
            "{path}: status {}",
            answer.status().as_u16()
        )));
    }
    serde_json::from_slice(answer.body()).map_err(|error| ProviderError::Down(format!("{path}: {error}")))
}

/// How this server proves itself: in the header, unless the provider only knows the form.
fn proof_of_client(metadata: &CoreProviderMetadata) -> AuthType {
    match metadata.token_endpoint_auth_methods_supported() {
        Some(methods)
            if methods.contains(&CoreClientAuthMethod::ClientSecretPost)
                && !methods.contains(&CoreClientAuthMethod::ClientSecretBasic) =>
        {
            AuthType::RequestBody
        }
        _ => AuthType::BasicAuth,
    }
}

/// The code verifier, if it has the length that RFC 7636 (section 4.1) demands.
fn verifier(attempt: &Attempt) -> Result<PkceCodeVerifier, ProviderError> {
    let verifier = attempt.verifier.expose_secret();
    if (43..=128).contains(&verifier.len()) {
        return Ok(PkceCodeVerifier::new(verifier.into()));
    }
    Err(ProviderError::Refused(
        "the attempt has no code verifier of 43 to 128 characters".into(),
    ))
}

/// An exchange that failed, in words of ours: a provider may quote the code or its own tokens in its.
fn told(error: RequestTokenError<NoAnswer, OAuthError>) -> ProviderError {
    let why = match error {
        RequestTokenError::Request(no_answer) => return no_answer.into(),
        RequestTokenError::ServerResponse(answer) => match answer.error() {
            CoreErrorResponseType::Extension(_) => "it refuses the code for a reason of its own".into(),
            known => format!("it refuses the code: {}", known.as_ref()),
        },
        RequestTokenError::Parse(..) => "its answer to the code cannot be read".into(),
        RequestTokenError::Other(_) => "its answer to the code is not one of OAuth".into(),
    };
    ProviderError::Refused(why)
}
