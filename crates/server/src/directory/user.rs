//! A person who approves.

use serde::{Deserialize, Serialize};
use waxseal_protocol::Secret;
use waxseal_protocol::ids::{UserId, sha256_base64url};

use super::FieldProblem;

/// A person who approves.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct User {
    /// The `sub` of tokens, as in `auth0|alice`.
    pub id: UserId,
    /// What they are called.
    pub name: String,
    /// Their e-mail address.
    #[serde(default)]
    pub email: Option<String>,
    /// Whether it is theirs.
    #[serde(default)]
    pub email_verified: bool,
    /// Their phone number, E.164.
    #[serde(default)]
    pub phone_number: Option<String>,
    /// SHA-256 of the code a client has to know to ask them (CIBA Core 7.1.2), base64url, as the operator gave
    /// it. What counts is [`Directory::user_code`](super::Directory::user_code).
    #[serde(default)]
    pub user_code_sha256: Option<Secret<String>>,
    /// Asked no more.
    #[serde(default)]
    pub blocked: bool,
}

/// The user code that a person chose on their device.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ChosenCode {
    /// As in [`User::user_code_sha256`]; none if the person removed it.
    pub sha256: Option<Secret<String>>,
    /// The operator's code that it took the place of. Once the operator gives another one, that one counts.
    pub instead_of: Option<Secret<String>>,
}

impl ChosenCode {
    /// Whether it still counts.
    pub(super) fn counts_for(&self, user: &User) -> bool {
        let text = |secret: &Option<Secret<String>>| secret.as_ref().map(|secret| secret.expose().clone());
        text(&self.instead_of) == text(&user.user_code_sha256)
    }
}

/// A person as somebody wrote them down.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct UserDraft {
    /// See [`User::id`].
    pub id: String,
    /// See [`User::name`].
    pub name: Option<String>,
    /// See [`User::email`].
    pub email: Option<String>,
    /// See [`User::email_verified`].
    pub email_verified: bool,
    /// See [`User::phone_number`].
    pub phone_number: Option<String>,
    /// The code itself.
    pub user_code: Option<String>,
    /// See [`User::blocked`].
    pub blocked: bool,
}

impl UserDraft {
    /// The members it may have.
    pub const KEYS: [&'static str; 7] =
        ["id", "name", "email", "email_verified", "phone_number", "user_code", "blocked"];

    /// Checks it.
    pub fn check(self) -> Result<User, Vec<FieldProblem>> {
        let mut problems = Vec::new();
        if self.id.is_empty() || self.id.chars().any(|c| c.is_control() || c.is_whitespace()) {
            problems.push(FieldProblem::new("id", "is empty or holds white space"));
        }
        // RFC 9068 5: that is how clients are called in their own tokens.
        if self.id.ends_with("@clients") {
            problems.push(FieldProblem::new("id", "must not end with @clients"));
        }
        if self.email.as_ref().is_some_and(|email| !email.contains('@')) {
            problems.push(FieldProblem::new("email", "is no e-mail address"));
        }
        if self.phone_number.as_ref().is_some_and(|phone| !phone.starts_with('+')) {
            problems.push(FieldProblem::new("phone_number", "is no number like +12065550100"));
        }
        if self.user_code.as_ref().is_some_and(String::is_empty) {
            problems.push(FieldProblem::new("user_code", "is empty"));
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        Ok(User {
            name: self.name.filter(|name| !name.trim().is_empty()).unwrap_or_else(|| self.id.clone()),
            id: UserId::new(self.id),
            email: self.email,
            email_verified: self.email_verified,
            phone_number: self.phone_number,
            user_code_sha256: self.user_code.map(|code| Secret::new(sha256_base64url(code.as_bytes()))),
            blocked: self.blocked,
        })
    }
}
