//! Making tokens: an RFC 9068 access token with the approved details, an ID token, and a refresh
//! token where one was asked for.

use std::time::Duration;

use serde_json::json;
use waxseal_protocol::Timestamp;
use waxseal_protocol::device::Consent;
use waxseal_protocol::ids::{ConsentId, UserId, random_token, sha256_base64url};
use waxseal_protocol::jose::{Algorithm, NumericDate};
use waxseal_protocol::rar::AuthorizationDetails;
use waxseal_protocol::token::{AccessTokenClaims, Confirmation, IdTokenClaims, PersonClaims, TokenResponse};
use waxseal_store::model::{AuditEvent, BackchannelRequest, Decision, EventKind, Grant, RefreshToken};

use super::binding::token_type;
use crate::directory::{Client, GrantType, Profile};
use crate::http::OAuthError;
use crate::state::AppState;
use crate::subject;

/// How a person is authenticated by an approval (RFC 8176): by proof of a key in software, with
/// the person present.
const AMR: [&str; 2] = ["swk", "user"];

/// What tokens are made of.
pub(crate) struct Issuance<'a> {
    pub(crate) client: &'a Client,
    pub(crate) user_id: UserId,
    pub(crate) consent_id: ConsentId,
    pub(crate) audience: String,
    pub(crate) scope: String,
    /// What was granted.
    pub(crate) granted: Option<AuthorizationDetails>,
    /// What this access token is for, if for less.
    pub(crate) narrowed: Option<AuthorizationDetails>,
    pub(crate) auth_time: Timestamp,
    pub(crate) acr: Option<String>,
    pub(crate) confirmation: Option<Confirmation>,
    /// The handle of the request, when the tokens are pushed.
    pub(crate) pushed_handle: Option<&'a str>,
    /// An existing grant that is refreshed: it ends when it ends.
    pub(crate) refreshed: Option<&'a Grant>,
}

/// A grant and its next refresh token.
type NewGrant = (Grant, RefreshToken);

/// Tokens, and what has to be kept of them.
pub(crate) struct Issued {
    pub(crate) response: TokenResponse,
    pub(crate) grant: Option<NewGrant>,
}

impl<'a> Issuance<'a> {
    /// What an approved request grants: what the person saw, or what they narrowed it to; never
    /// the request's parameters.
    pub(crate) fn of_request(
        state: &AppState,
        client: &'a Client,
        request: &BackchannelRequest,
        decision: &Decision,
        confirmation: Option<Confirmation>,
    ) -> Result<Self, OAuthError> {
        let consent: Consent = serde_json::from_str(&request.consent).map_err(|error| OAuthError::internal(&error))?;
        let granted = decision.granted_details.clone().or(consent.requested_details.authorization_details);
        Ok(Self {
            client,
            user_id: request.user_id.clone(),
            consent_id: request.consent_id.clone(),
            audience: request.audience.clone(),
            scope: request.scope.clone(),
            granted,
            narrowed: None,
            // When the person was there whose token it is, whoever approved after them.
            auth_time: decision.of(&request.user_id).unwrap_or(decision).decided_at,
            acr: acr_reached(state, request, decision),
            confirmation,
            pushed_handle: None,
            refreshed: None,
        })
    }
}

/// Signs the tokens. Nothing is kept here: the caller does, together with what was used up.
pub(crate) async fn issue(state: &AppState, issuance: Issuance<'_>) -> Result<Issued, OAuthError> {
    let now = state.clock.now();
    let directory = state.directory();
    let api = directory.apis.get(&issuance.audience);
    let life = api.and_then(|api| api.token_lifetime).map_or(state.config.lifetimes.access_token, Duration::from_secs);
    let iat = NumericDate::new(now);
    let for_api = subject::for_api(state, api.map(|api| &api.value), issuance.client, &issuance.user_id);
    let amr = Some(AMR.map(str::to_owned).to_vec());
    let details = issuance.narrowed.clone().or_else(|| issuance.granted.clone());
    let claims = AccessTokenClaims {
        iss: state.issuer().to_owned(),
        sub: for_api,
        aud: issuance.audience.clone(),
        client_id: issuance.client.client_id.clone(),
        iat,
        exp: NumericDate::new(later(now, life)?),
        jti: random_token::<16>(),
        scope: issuance.scope.clone(),
        auth_time: Some(NumericDate::new(issuance.auth_time)),
        acr: issuance.acr.clone(),
        amr: amr.clone(),
        cnf: issuance.confirmation.clone(),
        authorization_details: details.clone(),
        transaction_linking_id: Some(issuance.consent_id.clone()),
    };
    let algorithm = access_token_algorithm(state, issuance.client, api.and_then(|api| api.signing_algorithm));
    let access_token = sign(state, algorithm, "at+jwt", &claims).await?;
    let (refresh_token, grant) = refresh_token(state, &issuance, now)?.unzip();

    let algorithm = issuance.client.id_token_algorithm.unwrap_or(state.config.signing_algorithm);
    let pushed = issuance.pushed_handle.is_some();
    let id_claims = IdTokenClaims {
        iss: state.issuer().to_owned(),
        sub: subject::of(state, issuance.client, &issuance.user_id),
        aud: issuance.client.client_id.clone(),
        iat,
        exp: NumericDate::new(later(now, state.config.lifetimes.id_token)?),
        auth_time: NumericDate::new(issuance.auth_time),
        acr: issuance.acr.clone(),
        amr,
        at_hash: Some(algorithm.token_hash(&access_token)),
        rt_hash: refresh_token.as_ref().filter(|_| pushed).map(|token| algorithm.token_hash(token)),
        auth_req_id: issuance.pushed_handle.map(str::to_owned),
        person: person_claims(state, &issuance.user_id, &issuance.scope),
    };
    let response = TokenResponse {
        id_token: Some(sign(state, algorithm, "JWT", &id_claims).await?),
        access_token,
        token_type: token_type(issuance.confirmation.as_ref()).to_owned(),
        expires_in: life.as_secs(),
        scope: issuance.scope,
        refresh_token,
        authorization_details: details,
    };
    Ok(Issued { response, grant })
}

/// What the API asks for, or the server's own; FAPI-CIBA 7.10 allows PS256 and ES256 alone.
fn access_token_algorithm(state: &AppState, client: &Client, of_api: Option<Algorithm>) -> Algorithm {
    match (client.profile, of_api) {
        (Profile::FapiCiba, Some(fitting @ (Algorithm::PS256 | Algorithm::ES256))) => fitting,
        (Profile::FapiCiba, _) => Algorithm::PS256,
        (Profile::Plain, of_api) => of_api.unwrap_or(state.config.signing_algorithm),
    }
}

/// A refresh token, if `offline_access` was granted and the client can use one.
fn refresh_token(
    state: &AppState,
    issuance: &Issuance<'_>,
    now: Timestamp,
) -> Result<Option<(String, NewGrant)>, OAuthError> {
    // A refreshed grant goes on, whatever part of it this access token is for.
    let asked = issuance.refreshed.is_some() || issuance.scope.split(' ').any(|scope| scope == "offline_access");
    if !asked || !issuance.client.may_use(GrantType::RefreshToken) {
        return Ok(None);
    }
    let lifetimes = &state.config.lifetimes;
    let grant = match issuance.refreshed {
        Some(grant) => grant.clone(),
        None => Grant {
            consent_id: issuance.consent_id.clone(),
            client_id: issuance.client.client_id.clone(),
            user_id: issuance.user_id.clone(),
            audience: issuance.audience.clone(),
            scope: issuance.scope.clone(),
            authorization_details: issuance.granted.clone(),
            auth_time: issuance.auth_time,
            acr: issuance.acr.clone(),
            confirmation: issuance.confirmation.clone(),
            created_at: now,
            expires_at: later(now, lifetimes.grant)?,
            revoked_at: None,
        },
    };
    let token = random_token::<32>();
    let kept = RefreshToken {
        sha256: sha256_base64url(token.as_bytes()),
        consent_id: grant.consent_id.clone(),
        issued_at: now,
        expires_at: later(now, lifetimes.refresh_token)?.min(grant.expires_at),
        used_at: None,
    };
    Ok(Some((token, (grant, kept))))
}

/// A token for a client itself.
pub(crate) async fn issue_to_client(
    state: &AppState,
    client: &Client,
    audience: &str,
    scope: String,
    confirmation: Option<Confirmation>,
) -> Result<TokenResponse, OAuthError> {
    let now = state.clock.now();
    let directory = state.directory();
    let api = directory.apis.get(audience);
    let life = api.and_then(|api| api.token_lifetime).map_or(state.config.lifetimes.access_token, Duration::from_secs);
    let claims = AccessTokenClaims {
        iss: state.issuer().to_owned(),
        // RFC 9068 5: it cannot be taken for a person's, whose ids have no `@clients`.
        sub: format!("{}@clients", client.client_id),
        aud: audience.to_owned(),
        client_id: client.client_id.clone(),
        iat: NumericDate::new(now),
        exp: NumericDate::new(later(now, life)?),
        jti: random_token::<16>(),
        scope: scope.clone(),
        auth_time: None,
        acr: None,
        amr: None,
        cnf: confirmation.clone(),
        authorization_details: None,
        transaction_linking_id: None,
    };
    let algorithm = access_token_algorithm(state, client, api.and_then(|api| api.signing_algorithm));
    Ok(TokenResponse {
        access_token: sign(state, algorithm, "at+jwt", &claims).await?,
        token_type: token_type(confirmation.as_ref()).to_owned(),
        expires_in: life.as_secs(),
        scope,
        id_token: None,
        refresh_token: None,
        authorization_details: None,
    })
}

/// The class that an approval reached: the first that was wished for and that every answer is enough for. One
/// that the configuration does not have any more is not claimed any more.
fn acr_reached(state: &AppState, request: &BackchannelRequest, decision: &Decision) -> Option<String> {
    let mut wished = request.facts.acr.iter().filter_map(|value| state.config.acr_class(value));
    wished.find(|class| decision.all().all(|answer| class.is_met_by(answer))).map(|class| class.value.clone())
}

/// What the scopes `profile` and `email` tell about a person (OpenID Connect Core 5.4).
pub(crate) fn person_claims(state: &AppState, user: &UserId, scope: &str) -> PersonClaims {
    let directory = state.directory();
    let Some(user) = directory.users.get(user) else { return PersonClaims::default() };
    let has = |name: &str| scope.split(' ').any(|scope| scope == name);
    PersonClaims {
        name: has("profile").then(|| user.name.clone()),
        email: user.email.clone().filter(|_| has("email")),
        phone_number: user.phone_number.clone().filter(|_| has("phone")),
        email_verified: (has("email") && user.email.is_some()).then_some(user.email_verified),
    }
}

/// The event of tokens for a request.
pub(crate) fn exchanged(now: Timestamp, request: &BackchannelRequest) -> AuditEvent {
    AuditEvent::new(now, EventKind::CibaExchangeSucceeded)
        .client(&request.client_id)
        .user(&request.user_id)
        .consent(&request.consent_id)
        .details(json!({"audience": request.audience, "notification_channel": request.facts.channel}))
}

async fn sign<T: serde::Serialize>(
    state: &AppState,
    algorithm: Algorithm,
    typ: &str,
    claims: &T,
) -> Result<String, OAuthError> {
    let key = state.keys.signing_with(state.store.as_ref(), state.clock.as_ref(), algorithm).await;
    key.map_err(|error| OAuthError::internal(&error))?.sign(typ, claims).map_err(|error| OAuthError::internal(&error))
}

fn later(now: Timestamp, by: Duration) -> Result<Timestamp, OAuthError> {
    now.saturating_add(by).map_err(|error| OAuthError::internal(&error))
}
