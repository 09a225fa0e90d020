//! The port: what the server needs kept.

use std::time::Duration;

use async_trait::async_trait;
use waxseal_protocol::ids::{AuthReqId, ClientId, ConsentId, DeviceId, UserId};
use waxseal_protocol::jose::Jwk;
use waxseal_protocol::{Secret, Timestamp};

use crate::error::StoreError;
use crate::model::{
    AuditEvent, BackchannelRequest, ChainedEvent, Delivery, Device, DirectoryEntry, EnrollmentTicket, EntryKind,
    EventKind, Grant, KeyReplacement, RefreshToken, RequestState, StoredSigningKey, TicketKind,
};

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

/// A pending request, as far as polls and limits need it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenRequest {
    /// Its place in the order of arrival.
    pub sequence: i64,
    /// SHA-256 of the handle it is polled with.
    pub auth_req_id_sha256: String,
    /// The request.
    pub consent_id: ConsentId,
    /// Who asks.
    pub client_id: ClientId,
    /// Who is asked.
    pub user_id: UserId,
    /// Who else can approve it, where that takes two people.
    pub second_approvers: Vec<UserId>,
    /// The time between two polls.
    pub interval: Duration,
    /// When it expires.
    pub expires_at: Timestamp,
}

/// What is saved together with a transition, or not at all.
#[derive(Debug, Clone, Default)]
pub struct Effects {
    /// What is written into the audit chain.
    pub event: Option<AuditEvent>,
    /// A ping or push that has to go out.
    pub delivery: Option<Delivery>,
    /// The body of a push whose tokens exist from now on.
    pub payload: Option<(i64, Secret<String>)>,
    /// A grant and its first refresh token.
    pub grant: Option<(Grant, RefreshToken)>,
}

/// What became of a refresh token that was presented.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rotation {
    /// It was good; the new one stands in its place.
    Rotated,
    /// It had been used before, or its grant is over. Nothing was changed.
    Refused,
}

/// Which events are wanted.
#[derive(Debug, Clone, Default)]
pub struct EventFilter {
    /// Only those after this place in the chain.
    pub after: Option<i64>,
    /// Only those before this place.
    pub before: Option<i64>,
    /// Only those of one kind.
    pub kind: Option<EventKind>,
    /// Only those about one person.
    pub user: Option<UserId>,
    /// Only those about one request.
    pub consent: Option<ConsentId>,
    /// Newest first.
    pub descending: bool,
    /// At most this many.
    pub limit: u32,
}

/// Durable state. What a method returned `Ok` for survives the loss of the process and of power; only
/// [`use_jti`](Self::use_jti) does not wait for the disk.
#[async_trait]
pub trait Store: Send + Sync + std::fmt::Debug {
    /// Keeps a new request and returns it with its sequence number, which grows with every request.
    async fn insert_request(
        &self,
        request: BackchannelRequest,
        event: AuditEvent,
    ) -> Result<BackchannelRequest, StoreError>;

    /// The request a client polls for.
    async fn request_by_auth_req_id(&self, handle: &AuthReqId) -> Result<Option<BackchannelRequest>, StoreError>;

    /// The request a device looks at.
    async fn request_by_consent_id(&self, id: &ConsentId) -> Result<Option<BackchannelRequest>, StoreError>;

    /// Pending, unexpired requests that a person can answer, oldest first: those for them, and those that
    /// they can approve as the second.
    async fn open_requests(&self, user: &UserId, now: Timestamp) -> Result<Vec<BackchannelRequest>, StoreError>;

    /// Pending, unexpired requests after a place in the order, oldest first; after 0, all of them.
    async fn open_after(&self, sequence: i64, now: Timestamp) -> Result<Vec<OpenRequest>, StoreError>;

    /// Saves `to` and its effects if the request still is in the state `from`, and says whether it
    /// was. A pending request past its expiry is not changed.
    async fn transition(
        &self,
        id: &ConsentId,
        from: &RequestState,
        to: &RequestState,
        now: Timestamp,
        effects: Effects,
    ) -> Result<bool, StoreError>;

    /// A refresh token and its grant.
    async fn refresh_token(&self, sha256: &str) -> Result<Option<(RefreshToken, Grant)>, StoreError>;

    /// Replaces an unused refresh token of a living grant by the next.
    async fn rotate_refresh_token(
        &self,
        used: &str,
        next: &RefreshToken,
        now: Timestamp,
        event: AuditEvent,
    ) -> Result<Rotation, StoreError>;

    /// Ends a grant and says whether there was one to end.
    async fn revoke_grant(&self, id: &ConsentId, now: Timestamp, event: AuditEvent) -> Result<bool, StoreError>;

    /// Revokes one access token.
    async fn revoke_token(&self, jti: &str, expires_at: Timestamp, event: AuditEvent) -> Result<(), StoreError>;

    /// Whether an access token, or the grant it belongs to, was revoked, or everything of its person ended.
    async fn is_token_revoked(&self, jti: &str, grant: Option<&ConsentId>) -> Result<bool, StoreError>;

    /// Whom the tokens of a request, or of its grant, are about.
    async fn token_holder(&self, id: &ConsentId) -> Result<Option<UserId>, StoreError>;

    /// Pings and pushes that are due, oldest first, and no more than some of one client.
    async fn due_deliveries(&self, now: Timestamp, limit: u32, of_one_client: u32)
    -> Result<Vec<Delivery>, StoreError>;

    /// When the next one is due.
    async fn next_delivery_at(&self) -> Result<Option<Timestamp>, StoreError>;

    /// Puts a failed ping or push off.
    async fn postpone_delivery(&self, id: i64, attempts: u32, next_at: Timestamp) -> Result<(), StoreError>;

    /// Takes a ping or push out: it arrived, or it was given up.
    async fn finish_delivery(&self, id: i64, event: AuditEvent) -> Result<(), StoreError>;

    /// Keeps a ticket.
    async fn insert_ticket(&self, ticket: &EnrollmentTicket, event: AuditEvent) -> Result<(), StoreError>;

    /// Whose device an unused, unexpired ticket would enrol.
    async fn ticket_user(&self, sha256: &str, kind: TicketKind, now: Timestamp) -> Result<Option<UserId>, StoreError>;

    /// Uses the ticket up and keeps the device, both or neither.
    async fn enroll(
        &self,
        ticket_sha256: &str,
        device: &Device,
        now: Timestamp,
        event: AuditEvent,
    ) -> Result<Enrollment, StoreError>;

    /// An enrolled device, revoked ones included.
    async fn device(&self, id: &DeviceId) -> Result<Option<Device>, StoreError>;

    /// The devices of a person that are not revoked, oldest first.
    async fn devices_of_user(&self, user: &UserId) -> Result<Vec<Device>, StoreError>;

    /// Changes name, identifier and push credentials of a device, and says whether it could:
    /// another device of the person may have the identifier.
    async fn update_device(&self, device: &Device, event: AuditEvent) -> Result<bool, StoreError>;

    /// Replaces a device's key, and says whether it could: the device may be revoked, or the new key be
    /// another one's of the person.
    async fn replace_device_key(&self, id: &DeviceId, key: &Jwk, event: AuditEvent) -> Result<bool, StoreError>;

    /// Notes that a device was heard of.
    async fn touch_device(&self, id: &DeviceId, now: Timestamp) -> Result<(), StoreError>;

    /// Ends an enrolment, and with it each request that waits with an approval of this device as the first of
    /// two: those are returned. `None` says that there was no enrolment to end.
    async fn revoke_device(
        &self,
        id: &DeviceId,
        now: Timestamp,
        event: AuditEvent,
    ) -> Result<Option<Vec<ConsentId>>, StoreError>;

    /// Ends everything of a person who is removed: devices, tickets, grants and what waits for them.
    /// Somebody who gets the id later finds nothing of it.
    async fn end_user(&self, user: &UserId, now: Timestamp, event: AuditEvent) -> Result<(), StoreError>;

    /// Remembers a token id until `expires_at` and says whether it was new. It is durable no later than
    /// whatever is saved after it; a call that saves nothing more may lose it with the process within
    /// milliseconds.
    async fn use_jti(&self, jti: &str, expires_at: Timestamp, now: Timestamp) -> Result<bool, StoreError>;

    /// The signing keys that are not retired. Of each algorithm, the one that signs comes first.
    async fn signing_keys(&self, now: Timestamp) -> Result<Vec<StoredSigningKey>, StoreError>;

    /// Keeps a signing key in the place of the one before, with what that one says of it, and says
    /// whether it did: not if the previous key is not the one that signs with the algorithm now.
    async fn insert_signing_key(
        &self,
        key: &StoredSigningKey,
        replacement: &KeyReplacement,
        event: AuditEvent,
    ) -> Result<bool, StoreError>;

    /// What was said when keys were replaced, from the key `kid` on, at most `limit` statements.
    async fn key_succession(&self, kid: &str, limit: u32) -> Result<Vec<String>, StoreError>;

    /// All entries of a kind, oldest first.
    async fn directory_entries(&self, kind: EntryKind) -> Result<Vec<DirectoryEntry>, StoreError>;

    /// Keeps or replaces an entry.
    async fn put_directory_entry(
        &self,
        kind: EntryKind,
        entry: &DirectoryEntry,
        event: AuditEvent,
    ) -> Result<(), StoreError>;

    /// Takes an entry out and says whether there was one.
    async fn delete_directory_entry(&self, kind: EntryKind, id: &str, event: AuditEvent) -> Result<bool, StoreError>;

    /// Takes out requests, grants with their refresh tokens, and enrolment tickets that expired before
    /// or at `before`, looking at the oldest `limit` of each, and says how many rows went. Events stay:
    /// the chain has no gap.
    async fn prune(&self, before: Timestamp, limit: u32) -> Result<usize, StoreError>;

    /// Overwrites the private keys that are retired at `now`, and says how many. Whoever gets the database
    /// later cannot sign with them.
    async fn erase_retired_keys(&self, now: Timestamp) -> Result<usize, StoreError>;

    /// Adds an event to the chain.
    async fn append_event(&self, event: AuditEvent) -> Result<(), StoreError>;

    /// Events in the order of the chain.
    async fn events(&self, filter: &EventFilter) -> Result<Vec<ChainedEvent>, StoreError>;
}
