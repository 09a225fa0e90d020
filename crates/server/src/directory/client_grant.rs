//! What a client may ask of an API in its own name (Auth0's client grants).

use serde::{Deserialize, Serialize};
use waxseal_protocol::ids::{ClientId, sha256_base64url};

use super::FieldProblem;

/// A client grant.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ClientGrant {
    /// `cgr_` and more.
    pub id: String,
    /// The client.
    pub client_id: ClientId,
    /// The API.
    pub audience: String,
    /// The scopes.
    pub scope: Vec<String>,
    /// For whom.
    #[serde(default)]
    pub subject_type: GrantSubject,
}

/// For whom a client may ask.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum GrantSubject {
    /// For itself, by `client_credentials`.
    #[default]
    Client,
    /// For people. Each client may do that here, as with Auth0's policy `allow_all`, so such a grant adds nothing.
    User,
}

/// A client grant as somebody wrote it down.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ClientGrantDraft {
    /// See [`ClientGrant::client_id`].
    pub client_id: String,
    /// See [`ClientGrant::audience`].
    pub audience: String,
    /// See [`ClientGrant::scope`].
    pub scope: Vec<String>,
    /// See [`ClientGrant::subject_type`].
    pub subject_type: Option<GrantSubject>,
}

impl ClientGrantDraft {
    /// The members it may have.
    pub const KEYS: [&'static str; 3] = ["client_id", "audience", "scope"];

    /// Checks it. Its id is made from its client and API, which have one grant of each kind at most.
    pub fn check(self) -> Result<ClientGrant, Vec<FieldProblem>> {
        let mut problems = Vec::new();
        for (field, text) in [("client_id", &self.client_id), ("audience", &self.audience)] {
            if text.is_empty() {
                problems.push(FieldProblem::new(field, "is missing"));
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        let subject_type = self.subject_type.unwrap_or_default();
        let kind = if subject_type == GrantSubject::User { " user" } else { "" };
        let digest = sha256_base64url(format!("{} {}{kind}", self.client_id, self.audience).as_bytes());
        Ok(ClientGrant {
            id: format!("cgr_{}", digest.get(..22).unwrap_or(&digest)),
            client_id: ClientId::new(self.client_id),
            audience: self.audience,
            scope: self.scope,
            subject_type,
        })
    }
}
