//! SQLite, the embedded default: WAL, one writer, readers beside it, every commit synced. Writes
//! of the hot path share commits; see [`group_commit`].

mod audit;
mod deliveries;
mod devices;
mod directory;
mod grants;
mod group_commit;
mod jtis;
mod keys;
mod open;
mod requests;
mod row;
mod users;

use std::sync::Arc;

use async_trait::async_trait;
use sqlx::SqlitePool;
use waxseal_protocol::Timestamp;
use waxseal_protocol::ids::{AuthReqId, ConsentId, DeviceId, UserId};

use self::group_commit::{GroupCommit, Operation, Outcome, Transition};
use self::jtis::UsedJtis;
use crate::error::StoreError;
use crate::model::{
    AuditEvent, BackchannelRequest, ChainedEvent, Delivery, Device, DirectoryEntry, EnrollmentTicket, EntryKind, Grant,
    RefreshToken, RequestState, StoredSigningKey, TicketKind,
};
use crate::store::{Effects, Enrollment, EventFilter, OpenRequest, Rotation, Store};

/// A store in one SQLite file.
#[derive(Debug, Clone)]
pub struct SqliteStore {
    /// One connection: SQLite has one writer, and waiting for it in order beats retrying.
    writer: SqlitePool,
    readers: SqlitePool,
    commits: GroupCommit,
    /// Token ids that were used. This process alone writes them.
    jtis: Arc<UsedJtis>,
}

#[async_trait]
impl Store for SqliteStore {
    async fn insert_request(&self, request: &BackchannelRequest, event: AuditEvent) -> Result<i64, StoreError> {
        let operation = Operation::Insert { request: Box::new(request.clone()), event };
        match self.commits.write(operation).await? {
            Outcome::Sequence(sequence) => Ok(sequence),
            Outcome::Applied(_) => Err(StoreError::Closed),
        }
    }

    async fn transition(
        &self,
        id: &ConsentId,
        from: &RequestState,
        to: &RequestState,
        now: Timestamp,
        effects: Effects,
    ) -> Result<bool, StoreError> {
        let transition = Transition { id: id.clone(), from: from.clone(), to: to.clone(), now, effects };
        self.commits.write_flag(Operation::Transition(Box::new(transition))).await
    }

    async fn end_user(&self, user: &UserId, now: Timestamp, event: AuditEvent) -> Result<(), StoreError> {
        users::end(&self.writer, user, now, &event).await
    }

    async fn use_jti(&self, jti: &str, expires_at: Timestamp, now: Timestamp) -> Result<bool, StoreError> {
        if !self.jtis.take(jti, expires_at, now) {
            return Ok(false);
        }
        let queued = self.commits.queue(Operation::UseJti { jti: jti.to_owned(), expires_at, now });
        if queued.is_err() {
            self.jtis.give_back(jti);
        }
        queued.map(|()| true)
    }

    async fn append_event(&self, event: AuditEvent) -> Result<(), StoreError> {
        self.commits.write(Operation::Event(event)).await.map(|_| ())
    }

    async fn request_by_auth_req_id(&self, handle: &AuthReqId) -> Result<Option<BackchannelRequest>, StoreError> {
        requests::by_auth_req_id(&self.readers, handle).await
    }

    async fn request_by_consent_id(&self, id: &ConsentId) -> Result<Option<BackchannelRequest>, StoreError> {
        requests::by_consent_id(&self.readers, id).await
    }

    async fn open_requests(&self, user: &UserId, now: Timestamp) -> Result<Vec<BackchannelRequest>, StoreError> {
        requests::open(&self.readers, user, now).await
    }

    async fn open_after(&self, sequence: i64, now: Timestamp) -> Result<Vec<OpenRequest>, StoreError> {
        requests::open_after(&self.readers, sequence, now).await
    }

    async fn refresh_token(&self, sha256: &str) -> Result<Option<(RefreshToken, Grant)>, StoreError> {
        grants::refresh_token(&self.readers, sha256).await
    }

    async fn rotate_refresh_token(
        &self,
        used: &str,
        next: &RefreshToken,
        now: Timestamp,
        event: AuditEvent,
    ) -> Result<Rotation, StoreError> {
        grants::rotate(&self.writer, used, next, now, &event).await
    }

    async fn revoke_grant(&self, id: &ConsentId, now: Timestamp, event: AuditEvent) -> Result<bool, StoreError> {
        grants::revoke(&self.writer, id, now, &event).await
    }

    async fn revoke_token(&self, jti: &str, expires_at: Timestamp, event: AuditEvent) -> Result<(), StoreError> {
        grants::revoke_token(&self.writer, jti, expires_at, &event).await
    }

    async fn is_token_revoked(&self, jti: &str, grant: Option<&ConsentId>) -> Result<bool, StoreError> {
        grants::is_revoked(&self.readers, jti, grant).await
    }

    async fn due_deliveries(&self, now: Timestamp, limit: u32) -> Result<Vec<Delivery>, StoreError> {
        deliveries::due(&self.readers, now, limit).await
    }

    async fn next_delivery_at(&self) -> Result<Option<Timestamp>, StoreError> {
        deliveries::next_at(&self.readers).await
    }

    async fn postpone_delivery(&self, id: i64, attempts: u32, next_at: Timestamp) -> Result<(), StoreError> {
        deliveries::postpone(&self.writer, id, attempts, next_at).await
    }

    async fn finish_delivery(&self, id: i64, event: AuditEvent) -> Result<(), StoreError> {
        deliveries::finish(&self.writer, id, &event).await
    }

    async fn insert_ticket(&self, ticket: &EnrollmentTicket, event: AuditEvent) -> Result<(), StoreError> {
        devices::insert_ticket(&self.writer, ticket, &event).await
    }

    async fn ticket_user(&self, sha256: &str, kind: TicketKind, now: Timestamp) -> Result<Option<UserId>, StoreError> {
        devices::ticket_user(&self.readers, sha256, kind, now).await
    }

    async fn enroll(
        &self,
        ticket_sha256: &str,
        device: &Device,
        now: Timestamp,
        event: AuditEvent,
    ) -> Result<Enrollment, StoreError> {
        devices::enroll(&self.writer, ticket_sha256, device, now, &event).await
    }

    async fn device(&self, id: &DeviceId) -> Result<Option<Device>, StoreError> {
        devices::by_id(&self.readers, id).await
    }

    async fn devices_of_user(&self, user: &UserId) -> Result<Vec<Device>, StoreError> {
        devices::of_user(&self.readers, user).await
    }

    async fn update_device(&self, device: &Device, event: AuditEvent) -> Result<bool, StoreError> {
        devices::update(&self.writer, device, &event).await
    }

    async fn touch_device(&self, id: &DeviceId, now: Timestamp) -> Result<(), StoreError> {
        devices::touch(&self.writer, id, now).await
    }

    async fn revoke_device(&self, id: &DeviceId, now: Timestamp, event: AuditEvent) -> Result<bool, StoreError> {
        devices::revoke(&self.writer, id, now, &event).await
    }

    async fn signing_keys(&self, now: Timestamp) -> Result<Vec<StoredSigningKey>, StoreError> {
        keys::signing_keys(&self.readers, now).await
    }

    async fn insert_signing_key(
        &self,
        key: &StoredSigningKey,
        retire_older_at: Timestamp,
        event: AuditEvent,
    ) -> Result<(), StoreError> {
        keys::insert_signing_key(&self.writer, key, retire_older_at, &event).await
    }

    async fn directory_entries(&self, kind: EntryKind) -> Result<Vec<DirectoryEntry>, StoreError> {
        directory::entries(&self.readers, kind).await
    }

    async fn put_directory_entry(
        &self,
        kind: EntryKind,
        entry: &DirectoryEntry,
        event: AuditEvent,
    ) -> Result<(), StoreError> {
        directory::put(&self.writer, kind, entry, &event).await
    }

    async fn delete_directory_entry(&self, kind: EntryKind, id: &str, event: AuditEvent) -> Result<bool, StoreError> {
        directory::delete(&self.writer, kind, id, &event).await
    }

    async fn events(&self, filter: &EventFilter) -> Result<Vec<ChainedEvent>, StoreError> {
        audit::events(&self.readers, filter).await
    }
}

#[cfg(test)]
mod tests;
