//! What this device knows from before: whom it has dealt with. Look-alikes are found against it.

use waxseal_protocol::Timestamp;
use waxseal_protocol::ids::ClientId;

/// What this device knows from before.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// Clients with an approved request.
    pub clients: Vec<KnownClient>,
    /// Names and accounts that stood in approved requests.
    pub identities: Vec<String>,
}

/// A client with an approved request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownClient {
    /// Its id.
    pub client_id: ClientId,
    /// Its name, as the server told it.
    pub name: String,
    /// When its first request came.
    pub first_seen: Timestamp,
}
