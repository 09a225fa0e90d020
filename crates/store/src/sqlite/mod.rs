//! SQLite, the embedded default: WAL, one writer, readers beside it, every commit synced. Writes
//! of the hot path share commits; see [`group_commit`].

mod audit;
mod connection_thread;
mod deliveries;
mod devices;
mod directory;
mod grants;
mod group_commit;
mod jtis;
mod keys;
mod migrations;
mod open;
mod prune;
mod readers;
mod requests;
mod row;
mod users;

use std::sync::Arc;

use async_trait::async_trait;
use waxseal_protocol::Timestamp;
use waxseal_protocol::ids::{AuthReqId, ConsentId, DeviceId, UserId};
use waxseal_protocol::jose::Jwk;

use self::connection_thread::ConnectionThread;
use self::group_commit::{GroupCommit, Operation, Outcome, Transition};
use self::jtis::UsedJtis;
use self::readers::Readers;
use crate::error::StoreError;
use crate::model::{
    AuditEvent, BackchannelRequest, ChainedEvent, Delivery, Device, DirectoryEntry, EnrollmentTicket, EntryKind, Grant,
    KeyReplacement, RefreshToken, RequestState, StoredSigningKey, TicketKind,
};
use crate::store::{Effects, Enrollment, EventFilter, OpenRequest, Rotation, Store};

/// A store in one SQLite file.
#[derive(Debug, Clone)]
pub struct SqliteStore {
    writer: ConnectionThread,
    readers: Readers,
    commits: GroupCommit,
    /// Token ids that were used. This process alone writes them.
    jtis: Arc<UsedJtis>,
}

#[async_trait]
impl Store for SqliteStore {
    async fn insert_request(
        &self,
        request: BackchannelRequest,
        event: AuditEvent,
    ) -> Result<BackchannelRequest, StoreError> {
        match self.commits.write(Operation::Insert { request: Box::new(request), event }).await? {
            Outcome::Stored(request) => Ok(*request),
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
        let user = user.clone();
        self.writer.run(move |connection| users::end(connection, &user, now, &event)).await
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

    async fn prune(&self, before: Timestamp, limit: u32) -> Result<usize, StoreError> {
        self.writer.run(move |connection| prune::prune(connection, before, limit)).await
    }

    async fn erase_retired_keys(&self, now: Timestamp) -> Result<usize, StoreError> {
        self.writer.run(move |connection| keys::erase_retired(connection, now)).await
    }

    async fn append_event(&self, event: AuditEvent) -> Result<(), StoreError> {
        self.commits.write(Operation::Event(event)).await.map(|_| ())
    }

    async fn request_by_auth_req_id(&self, handle: &AuthReqId) -> Result<Option<BackchannelRequest>, StoreError> {
        self.readers.row(|connection| requests::by_auth_req_id(connection, handle))
    }

    async fn request_by_consent_id(&self, id: &ConsentId) -> Result<Option<BackchannelRequest>, StoreError> {
        self.readers.row(|connection| requests::by_consent_id(connection, id))
    }

    async fn open_requests(&self, user: &UserId, now: Timestamp) -> Result<Vec<BackchannelRequest>, StoreError> {
        let user = user.clone();
        self.readers.list(move |connection| requests::open(connection, &user, now)).await
    }

    async fn open_after(&self, sequence: i64, now: Timestamp) -> Result<Vec<OpenRequest>, StoreError> {
        self.readers.list(move |connection| requests::open_after(connection, sequence, now)).await
    }

    async fn refresh_token(&self, sha256: &str) -> Result<Option<(RefreshToken, Grant)>, StoreError> {
        self.readers.row(|connection| grants::refresh_token(connection, sha256))
    }

    async fn rotate_refresh_token(
        &self,
        used: &str,
        next: &RefreshToken,
        now: Timestamp,
        event: AuditEvent,
    ) -> Result<Rotation, StoreError> {
        let operation = Operation::Rotate { used: used.to_owned(), next: next.clone(), now, event };
        let rotated = self.commits.write_flag(operation).await?;
        Ok(if rotated { Rotation::Rotated } else { Rotation::Refused })
    }

    async fn revoke_grant(&self, id: &ConsentId, now: Timestamp, event: AuditEvent) -> Result<bool, StoreError> {
        let id = id.clone();
        self.writer.run(move |connection| grants::revoke(connection, &id, now, &event)).await
    }

    async fn revoke_token(&self, jti: &str, expires_at: Timestamp, event: AuditEvent) -> Result<(), StoreError> {
        let jti = jti.to_owned();
        self.writer.run(move |connection| grants::revoke_token(connection, &jti, expires_at, &event)).await
    }

    async fn is_token_revoked(&self, jti: &str, grant: Option<&ConsentId>) -> Result<bool, StoreError> {
        self.readers.row(|connection| grants::is_revoked(connection, jti, grant))
    }

    async fn token_holder(&self, id: &ConsentId) -> Result<Option<UserId>, StoreError> {
        self.readers.row(|connection| grants::holder(connection, id))
    }

    async fn due_deliveries(
        &self,
        now: Timestamp,
        limit: u32,
        of_one_client: u32,
    ) -> Result<Vec<Delivery>, StoreError> {
        self.readers.list(move |connection| deliveries::due(connection, now, limit, of_one_client)).await
    }

    async fn next_delivery_at(&self) -> Result<Option<Timestamp>, StoreError> {
        self.readers.row(deliveries::next_at)
    }

    async fn postpone_delivery(&self, id: i64, attempts: u32, next_at: Timestamp) -> Result<(), StoreError> {
        self.commits.write(Operation::PostponeDelivery { id, attempts, next_at }).await.map(drop)
    }

    async fn finish_delivery(&self, id: i64, event: AuditEvent) -> Result<(), StoreError> {
        self.commits.write(Operation::FinishDelivery { id, event }).await.map(drop)
    }

    async fn insert_ticket(&self, ticket: &EnrollmentTicket, event: AuditEvent) -> Result<(), StoreError> {
        let ticket = ticket.clone();
        self.writer.run(move |connection| devices::insert_ticket(connection, &ticket, &event)).await
    }

    async fn ticket_user(&self, sha256: &str, kind: TicketKind, now: Timestamp) -> Result<Option<UserId>, StoreError> {
        self.readers.row(|connection| devices::ticket_user(connection, sha256, kind, now))
    }

    async fn enroll(
        &self,
        ticket_sha256: &str,
        device: &Device,
        now: Timestamp,
        event: AuditEvent,
    ) -> Result<Enrollment, StoreError> {
        let (ticket_sha256, device) = (ticket_sha256.to_owned(), device.clone());
        self.writer.run(move |connection| devices::enroll(connection, &ticket_sha256, &device, now, &event)).await
    }

    async fn device(&self, id: &DeviceId) -> Result<Option<Device>, StoreError> {
        self.readers.row(|connection| devices::by_id(connection, id))
    }

    async fn devices_of_user(&self, user: &UserId) -> Result<Vec<Device>, StoreError> {
        self.readers.row(|connection| devices::of_user(connection, user))
    }

    async fn update_device(&self, device: &Device, event: AuditEvent) -> Result<bool, StoreError> {
        let device = device.clone();
        self.writer.run(move |connection| devices::update(connection, &device, &event)).await
    }

    async fn replace_device_key(&self, id: &DeviceId, key: &Jwk, event: AuditEvent) -> Result<bool, StoreError> {
        let (id, key) = (id.clone(), key.clone());
        self.writer.run(move |connection| devices::replace_key(connection, &id, &key, &event)).await
    }

    async fn touch_device(&self, id: &DeviceId, now: Timestamp) -> Result<(), StoreError> {
        let id = id.clone();
        self.writer.run(move |connection| devices::touch(connection, &id, now)).await
    }

    async fn revoke_device(
        &self,
        id: &DeviceId,
        now: Timestamp,
        event: AuditEvent,
    ) -> Result<Option<Vec<ConsentId>>, StoreError> {
        let id = id.clone();
        self.writer.run(move |connection| devices::revoke(connection, &id, now, &event)).await
    }

    async fn signing_keys(&self, now: Timestamp) -> Result<Vec<StoredSigningKey>, StoreError> {
        self.readers.list(move |connection| keys::signing_keys(connection, now)).await
    }

    async fn insert_signing_key(
        &self,
        key: &StoredSigningKey,
        replacement: &KeyReplacement,
        event: AuditEvent,
    ) -> Result<bool, StoreError> {
        let (key, replacement) = (key.clone(), replacement.clone());
        self.writer.run(move |connection| keys::insert_signing_key(connection, &key, &replacement, &event)).await
    }

    async fn key_succession(&self, kid: &str, limit: u32) -> Result<Vec<String>, StoreError> {
        let kid = kid.to_owned();
        self.readers.list(move |connection| keys::key_succession(connection, &kid, limit)).await
    }

    async fn directory_entries(&self, kind: EntryKind) -> Result<Vec<DirectoryEntry>, StoreError> {
        self.readers.list(move |connection| directory::entries(connection, kind)).await
    }

    async fn put_directory_entry(
        &self,
        kind: EntryKind,
        entry: &DirectoryEntry,
        event: AuditEvent,
    ) -> Result<(), StoreError> {
        let entry = entry.clone();
        self.writer.run(move |connection| directory::put(connection, kind, &entry, &event)).await
    }

    async fn delete_directory_entry(&self, kind: EntryKind, id: &str, event: AuditEvent) -> Result<bool, StoreError> {
        let id = id.to_owned();
        self.writer.run(move |connection| directory::delete(connection, kind, &id, &event)).await
    }

    async fn events(&self, filter: &EventFilter) -> Result<Vec<ChainedEvent>, StoreError> {
        let filter = filter.clone();
        self.readers.list(move |connection| audit::events(connection, &filter)).await
    }
}

#[cfg(test)]
mod tests;
