//! The port: what the server needs kept.

use async_trait::async_trait;
use waxseal_protocol::Timestamp;
use waxseal_protocol::ids::{ClientId, ConsentId, DeviceId, UserId};

use crate::error::StoreError;
use crate::model::{BackchannelRequest, Device, EnrollmentTicket, RequestState, StoredSigningKey};

/// What became of an enrolment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Enrollment {
    /// The device is enrolled and the ticket is used up.
    Enrolled,
    /// The ticket is unknown, used or expired. Nothing was changed.
    BadTicket,
    /// This key or this identifier is already enrolled for the user. The ticket is still good.
    AlreadyEnrolled,
}

/// How many requests wait for one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenCount {
    /// Of one client.
    pub of_client: i64,
    /// Of all clients.
    pub of_all: i64,
}

/// Durable state. What a method returned `Ok` for survives the loss of the process.
#[async_trait]
pub trait Store: Send + Sync + std::fmt::Debug {
    /// Keeps a new request and returns its sequence number, which grows with every request.
    async fn insert_request(&self, request: &BackchannelRequest) -> Result<i64, StoreError>;

    /// The request a client polls for.
    async fn request_by_auth_req_id(&self, sha256: &str) -> Result<Option<BackchannelRequest>, StoreError>;

    /// The request a device looks at.
    async fn request_by_consent_id(&self, id: &ConsentId) -> Result<Option<BackchannelRequest>, StoreError>;

    /// Pending, unexpired requests of a person, oldest first.
    async fn open_requests(&self, user: &UserId, now: Timestamp) -> Result<Vec<BackchannelRequest>, StoreError>;

    /// How many requests of a person are pending and unexpired: of one client, and of all.
    async fn count_open(&self, client: &ClientId, user: &UserId, now: Timestamp) -> Result<OpenCount, StoreError>;

    /// The highest sequence number among a person's requests, or 0.
    async fn highest_sequence(&self, user: &UserId) -> Result<i64, StoreError>;

    /// Saves `to` if the request still is in the state `from`, and says whether it was. A pending
    /// request past its expiry is not changed.
    async fn transition(
        &self,
        id: &ConsentId,
        from: &RequestState,
        to: &RequestState,
        now: Timestamp,
    ) -> Result<bool, StoreError>;

    /// Keeps a ticket.
    async fn insert_ticket(&self, ticket: &EnrollmentTicket) -> Result<(), StoreError>;

    /// Whose device an unused, unexpired ticket would enrol.
    async fn ticket_user(&self, sha256: &str, now: Timestamp) -> Result<Option<UserId>, StoreError>;

    /// Uses the ticket up and keeps the device, both or neither.
    async fn enroll(&self, ticket_sha256: &str, device: &Device, now: Timestamp) -> Result<Enrollment, StoreError>;

    /// An enrolled device, revoked ones included.
    async fn device(&self, id: &DeviceId) -> Result<Option<Device>, StoreError>;

    /// The devices of a person that are not revoked, oldest first.
    async fn devices_of_user(&self, user: &UserId) -> Result<Vec<Device>, StoreError>;

    /// Changes name, identifier and push credentials of a device, and says whether it could:
    /// another device of the person may have the identifier.
    async fn update_device(&self, device: &Device) -> Result<bool, StoreError>;

    /// Ends an enrolment and says whether there was one to end.
    async fn revoke_device(&self, id: &DeviceId, now: Timestamp) -> Result<bool, StoreError>;

    /// Remembers a token id until `expires_at` and says whether it was new.
    async fn use_jti(&self, jti: &str, expires_at: Timestamp, now: Timestamp) -> Result<bool, StoreError>;

    /// The signing keys, newest first.
    async fn signing_keys(&self) -> Result<Vec<StoredSigningKey>, StoreError>;

    /// Keeps a signing key.
    async fn insert_signing_key(&self, key: &StoredSigningKey) -> Result<(), StoreError>;
}
