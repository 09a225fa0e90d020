//! What a person shall approve.

use std::time::Duration;

use serde::Serialize;
use waxseal_protocol::Secret;
use waxseal_protocol::ciba::LoginHint;
use waxseal_protocol::json::Json;
use waxseal_protocol::rar::{AuthorizationDetails, DetailType};

use crate::error::AgentError;
use crate::ping::NotificationToken;

/// Who shall approve: exactly one hint (CIBA Core 7.1).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Approver {
    /// The `sub` of a person at the server, sent as `iss_sub` (RFC 9493 3.2.3), as Auth0's SDKs do.
    User(String),
    /// The person with this e-mail address (RFC 9493 3.2.2).
    Email(String),
    /// The person with this phone number, in E.164 (RFC 9493 3.2.5).
    PhoneNumber(String),
    /// A `login_hint` as it is: plain text, or the JSON of a subject identifier.
    LoginHint(String),
    /// An ID token that this client got for the person before; it may have expired.
    IdToken(String),
    /// A JWT of an issuer that the server trusts, or a one-time code that the person's device shows.
    LoginHintToken(String),
}

impl Approver {
    /// The parameter and its value.
    fn parameter(&self, issuer: &str) -> (&'static str, String) {
        let subject = |format: &str, value: &str| serde_json::json!({"format": format, format: value}).to_string();
        match self {
            Self::User(id) => ("login_hint", LoginHint::iss_sub(issuer, &id.as_str().into())),
            Self::Email(address) => ("login_hint", subject("email", address)),
            Self::PhoneNumber(number) => ("login_hint", subject("phone_number", number)),
            Self::LoginHint(text) => ("login_hint", text.clone()),
            Self::IdToken(token) => ("id_token_hint", token.clone()),
            Self::LoginHintToken(token) => ("login_hint_token", token.clone()),
        }
    }
}

/// What a person shall approve.
///
/// ```
/// use std::time::Duration;
/// use waxseal_agent::{AgentError, ApprovalRequest, Approver};
///
/// let request = ApprovalRequest::of(Approver::Email("hanna@example.com".to_owned()))
///     .audience("https://deploy.example/api")
///     .scope("deploy:production")
///     .binding_message("Deploy payments 1.42.0")
///     .expiry(Duration::from_secs(120))
///     .authorization_details(r#"[{"type":"deployment","service":"payments-api","environment":"production"}]"#)?;
/// # Ok::<(), AgentError>(())
/// ```
#[derive(Debug, Clone)]
pub struct ApprovalRequest {
    approver: Approver,
    scope: String,
    audience: Option<String>,
    resource: Option<String>,
    binding_message: Option<String>,
    user_code: Option<Secret<String>>,
    acr_values: Option<String>,
    request_context: Option<Json>,
    expiry: Option<Duration>,
    details: Option<AuthorizationDetails>,
    pub(crate) notification_token: Option<NotificationToken>,
}

impl ApprovalRequest {
    /// A request to `user`, the `sub` of a person at the server.
    pub fn new(user: impl Into<String>) -> Self {
        Self::of(Approver::User(user.into()))
    }

    /// A request to a person.
    pub fn of(approver: Approver) -> Self {
        Self {
            approver,
            scope: "openid".to_owned(),
            audience: None,
            resource: None,
            binding_message: None,
            user_code: None,
            acr_values: None,
            request_context: None,
            expiry: None,
            details: None,
            notification_token: None,
        }
    }

    /// Scopes, separated by blanks; `openid` is added if missing.
    #[must_use]
    pub fn scope(mut self, scope: &str) -> Self {
        let has_openid = scope.split(' ').any(|one| one == "openid");
        self.scope = if has_openid { scope.to_owned() } else { format!("openid {scope}").trim().to_owned() };
        self
    }

    /// The API the token is for.
    #[must_use]
    pub fn audience(mut self, audience: impl Into<String>) -> Self {
        self.audience = Some(audience.into());
        self
    }

    /// The API the token is for, in the parameter of RFC 8707.
    #[must_use]
    pub fn resource(mut self, resource: impl Into<String>) -> Self {
        self.resource = Some(resource.into());
        self
    }

    /// The short text that the person also sees where the request came from.
    #[must_use]
    pub fn binding_message(mut self, message: impl Into<String>) -> Self {
        self.binding_message = Some(message.into());
        self
    }

    /// The code that the person told the agent, where they have one (CIBA Core 7.1.2).
    #[must_use]
    pub fn user_code(mut self, code: impl Into<String>) -> Self {
        self.user_code = Some(Secret::new(code.into()));
        self
    }

    /// How well the person shall be authenticated: values separated by blanks, the first that can
    /// be fulfilled counts.
    #[must_use]
    pub fn acr_values(mut self, values: impl Into<String>) -> Self {
        self.acr_values = Some(values.into());
        self
    }

    /// What the client knows about the circumstances: a JSON object (FAPI-CIBA 5.3).
    ///
    /// # Errors
    /// The text is no JSON object.
    pub fn request_context(mut self, json: &str) -> Result<Self, AgentError> {
        match Json::parse(json) {
            Ok(object @ Json::Object(_)) => self.request_context = Some(object),
            Ok(_) => return Err(AgentError::Request("request_context has to be a JSON object".to_owned())),
            Err(error) => return Err(AgentError::Request(format!("request_context is no JSON: {error}"))),
        }
        Ok(self)
    }

    /// How long the person has, in whole seconds.
    #[must_use]
    pub fn expiry(mut self, expiry: Duration) -> Self {
        self.expiry = Some(expiry);
        self
    }

    /// The details, as the JSON text of an array. Numbers are sent as they are written.
    ///
    /// # Errors
    /// The text is no array of objects with a `type`, or beyond the limits.
    pub fn authorization_details(mut self, json: &str) -> Result<Self, AgentError> {
        self.details = Some(AuthorizationDetails::parse(json)?);
        Ok(self)
    }

    /// The details, checked already.
    #[must_use]
    pub fn details(mut self, details: AuthorizationDetails) -> Self {
        self.details = Some(details);
        self
    }

    /// Adds one entry from a Rust type. Its `type` is [`DetailType::TYPE`]; the type need not have a
    /// field for it.
    ///
    /// A [`Decimal`](waxseal_protocol::json::Decimal) is sent digit by digit; a float is sent as Rust
    /// writes it.
    ///
    /// ```
    /// use serde::{Deserialize, Serialize};
    /// use waxseal_agent::{AgentError, ApprovalRequest};
    /// use waxseal_protocol::json::Decimal;
    /// use waxseal_protocol::rar::DetailType;
    ///
    /// #[derive(Serialize, Deserialize)]
    /// struct Payment { amount: Decimal, currency: String }
    /// impl DetailType for Payment {
    ///     const TYPE: &'static str = "payment";
    /// }
    ///
    /// let payment = Payment { amount: Decimal::parse("49.90").unwrap(), currency: "EUR".to_owned() };
    /// let request = ApprovalRequest::new("auth0|hanna").detail(&payment)?;
    /// # Ok::<(), AgentError>(())
    /// ```
    ///
    /// # Errors
    /// The value is no JSON object, says it is of another type, or is beyond the limits.
    pub fn detail<T: DetailType + Serialize>(mut self, detail: &T) -> Result<Self, AgentError> {
        let broken = |error: &dyn std::fmt::Display| AgentError::Request(format!("a {} is no JSON: {error}", T::TYPE));
        let text = serde_json::to_string(detail).map_err(|error| broken(&error))?;
        let Json::Object(mut members) = Json::parse(&text).map_err(|error| broken(&error))? else {
            return Err(AgentError::Request(format!("a {} has to be written as an object", T::TYPE)));
        };
        match members.iter().find(|(name, _)| name == "type") {
            None => members.insert(0, ("type".to_owned(), Json::String(T::TYPE.to_owned()))),
            Some((_, Json::String(name))) if name == T::TYPE => {}
            Some((_, other)) => {
                return Err(AgentError::Request(format!("a {} says that its type is {other}", T::TYPE)));
            }
        }
        let mut entries = self.details.as_ref().map(|details| details.entries().to_vec()).unwrap_or_default();
        entries.push(Json::Object(members));
        self.details = Some(AuthorizationDetails::try_from(Json::Array(entries))?);
        Ok(self)
    }

    /// What the server sends its ping with. A client that registered for ping needs one; see
    /// [`PingInbox`](crate::PingInbox).
    #[must_use]
    pub fn notification_token(mut self, token: NotificationToken) -> Self {
        self.notification_token = Some(token);
        self
    }

    /// The parameters (CIBA Core 7.1), each once.
    pub(crate) fn parameters(&self, issuer: &str) -> Vec<(&'static str, Json)> {
        let text = |name, value: &Option<String>| value.clone().map(|value| (name, Json::String(value)));
        let secret = |name, value: Option<&String>| value.map(|value| (name, Json::String(value.clone())));
        let (hint, value) = self.approver.parameter(issuer);
        let mut parameters = vec![(hint, Json::String(value)), ("scope", Json::String(self.scope.clone()))];
        parameters.extend(
            [
                text("audience", &self.audience),
                text("resource", &self.resource),
                text("binding_message", &self.binding_message),
                text("acr_values", &self.acr_values),
                text("requested_expiry", &self.expiry.map(|expiry| expiry.as_secs().to_string())),
                secret("user_code", self.user_code.as_ref().map(Secret::expose)),
                secret("client_notification_token", self.notification_token.as_ref().map(NotificationToken::expose)),
                self.request_context.clone().map(|context| ("request_context", context)),
                self.details.clone().map(|details| ("authorization_details", details.into())),
            ]
            .into_iter()
            .flatten(),
        );
        parameters
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Serialize, Deserialize)]
    struct Note {
        text: String,
        #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
        kind: Option<String>,
    }

    impl DetailType for Note {
        const TYPE: &'static str = "note";
    }

    fn note(kind: Option<&str>) -> Note {
        Note { text: "hello".to_owned(), kind: kind.map(str::to_owned) }
    }

    fn parameter(request: &ApprovalRequest, name: &str) -> Option<String> {
        let parameters = request.parameters("https://issuer.example/");
        parameters.into_iter().find(|(one, _)| *one == name).map(|(_, value)| value.to_string())
    }

    #[test]
    fn every_hint_is_one_parameter() {
        let hint = |approver: Approver| approver.parameter("https://t/");
        assert_eq!(hint(Approver::User("u".into())).1, r#"{"format":"iss_sub","iss":"https://t/","sub":"u"}"#);
        for (approver, expected) in [
            (Approver::Email("a@b".into()), LoginHint::Email("a@b".to_owned())),
            (Approver::PhoneNumber("+1206".into()), LoginHint::PhoneNumber("+1206".to_owned())),
        ] {
            let (name, text) = hint(approver);
            assert_eq!((name, LoginHint::parse(&text).unwrap()), ("login_hint", expected));
        }
        assert_eq!(hint(Approver::LoginHint("plain".into())), ("login_hint", "plain".to_owned()));
        assert_eq!(hint(Approver::IdToken("x.y.z".into())), ("id_token_hint", "x.y.z".to_owned()));
        assert_eq!(hint(Approver::LoginHintToken("x.y.z".into())), ("login_hint_token", "x.y.z".to_owned()));
    }

    #[test]
    fn openid_is_always_asked_for_once() {
        for (given, sent) in [("", "openid"), ("a b", "openid a b"), ("a openid", "a openid")] {
            let request = ApprovalRequest::new("u").scope(given);
            assert_eq!(parameter(&request, "scope"), Some(format!("\"{sent}\"")));
        }
    }

    #[test]
    fn typed_entries_add_up_and_name_their_type() {
        let request = ApprovalRequest::new("u").detail(&note(None)).unwrap().detail(&note(Some("note"))).unwrap();
        assert_eq!(
            parameter(&request, "authorization_details").unwrap(),
            r#"[{"type":"note","text":"hello"},{"text":"hello","type":"note"}]"#
        );
        let error = ApprovalRequest::new("u").detail(&note(Some("payment"))).unwrap_err();
        assert_eq!(error.to_string(), "a note says that its type is \"payment\"");
    }

    #[test]
    fn a_context_is_an_object() {
        for text in ["[]", "7", "{", ""] {
            assert!(matches!(ApprovalRequest::new("u").request_context(text), Err(AgentError::Request(_))), "{text}");
        }
        let request = ApprovalRequest::new("u").request_context(r#"{"ip":"10.0.0.1","n":1.10}"#).unwrap();
        assert_eq!(parameter(&request, "request_context").unwrap(), r#"{"ip":"10.0.0.1","n":1.10}"#);
    }

    #[test]
    fn codes_are_not_printed() {
        assert!(!format!("{:?}", ApprovalRequest::new("u").user_code("1234")).contains("1234"));
    }
}
