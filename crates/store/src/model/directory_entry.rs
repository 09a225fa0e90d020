//! A user, client, API or client grant that was made through the Management API, and what a person changed
//! about themselves.

use waxseal_protocol::Timestamp;

/// What an entry describes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryKind {
    /// A person.
    User,
    /// An agent's registration.
    Client,
    /// An API.
    ResourceServer,
    /// What a client may ask of an API in its own name.
    ClientGrant,
    /// A secret the server made for itself.
    Secret,
    /// The user code that a person chose on their device.
    UserCode,
}

impl EntryKind {
    /// The text in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Client => "client",
            Self::ResourceServer => "resource_server",
            Self::ClientGrant => "client_grant",
            Self::Secret => "secret",
            Self::UserCode => "user_code",
        }
    }
}

/// One entry. What is in its document is the server's to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DirectoryEntry {
    /// Its id, unique within its kind.
    pub id: String,
    /// JSON text.
    pub document: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}
