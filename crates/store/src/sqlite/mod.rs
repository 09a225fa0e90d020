//! SQLite, the embedded default: WAL, one writer, readers beside it, every commit synced.

mod devices;
mod keys;
mod open;
mod requests;
mod row;

use async_trait::async_trait;
use sqlx::SqlitePool;
use waxseal_protocol::Timestamp;
use waxseal_protocol::ids::{ClientId, ConsentId, DeviceId, UserId};

use crate::error::StoreError;
use crate::model::{BackchannelRequest, Device, EnrollmentTicket, RequestState, StoredSigningKey};
use crate::store::{Enrollment, OpenCount, Store};

/// A store in one SQLite file.
#[derive(Debug, Clone)]
pub struct SqliteStore {
    /// One connection: SQLite has one writer, and waiting for it in order beats retrying.
    writer: SqlitePool,
    readers: SqlitePool,
}

#[async_trait]
impl Store for SqliteStore {
    async fn insert_request(&self, request: &BackchannelRequest) -> Result<i64, StoreError> {
        requests::insert(&self.writer, request).await
    }

    async fn request_by_auth_req_id(&self, sha256: &str) -> Result<Option<BackchannelRequest>, StoreError> {
        requests::by_auth_req_id(&self.readers, sha256).await
    }

    async fn request_by_consent_id(&self, id: &ConsentId) -> Result<Option<BackchannelRequest>, StoreError> {
        requests::by_consent_id(&self.readers, id).await
    }

    async fn open_requests(&self, user: &UserId, now: Timestamp) -> Result<Vec<BackchannelRequest>, StoreError> {
        requests::open(&self.readers, user, now).await
    }

    async fn count_open(&self, client: &ClientId, user: &UserId, now: Timestamp) -> Result<OpenCount, StoreError> {
        requests::count_open(&self.readers, client, user, now).await
    }

    async fn highest_sequence(&self, user: &UserId) -> Result<i64, StoreError> {
        requests::highest_sequence(&self.readers, user).await
    }

    async fn transition(
        &self,
        id: &ConsentId,
        from: &RequestState,
        to: &RequestState,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        requests::transition(&self.writer, id, from, to, now).await
    }

    async fn insert_ticket(&self, ticket: &EnrollmentTicket) -> Result<(), StoreError> {
        devices::insert_ticket(&self.writer, ticket).await
    }

    async fn ticket_user(&self, sha256: &str, now: Timestamp) -> Result<Option<UserId>, StoreError> {
        devices::ticket_user(&self.readers, sha256, now).await
    }

    async fn enroll(&self, ticket_sha256: &str, device: &Device, now: Timestamp) -> Result<Enrollment, StoreError> {
        devices::enroll(&self.writer, ticket_sha256, device, now).await
    }

    async fn device(&self, id: &DeviceId) -> Result<Option<Device>, StoreError> {
        devices::by_id(&self.readers, id).await
    }

    async fn devices_of_user(&self, user: &UserId) -> Result<Vec<Device>, StoreError> {
        devices::of_user(&self.readers, user).await
    }

    async fn update_device(&self, device: &Device) -> Result<bool, StoreError> {
        devices::update(&self.writer, device).await
    }

    async fn revoke_device(&self, id: &DeviceId, now: Timestamp) -> Result<bool, StoreError> {
        devices::revoke(&self.writer, id, now).await
    }

    async fn use_jti(&self, jti: &str, expires_at: Timestamp, now: Timestamp) -> Result<bool, StoreError> {
        keys::use_jti(&self.writer, jti, expires_at, now).await
    }

    async fn signing_keys(&self) -> Result<Vec<StoredSigningKey>, StoreError> {
        keys::signing_keys(&self.readers).await
    }

    async fn insert_signing_key(&self, key: &StoredSigningKey) -> Result<(), StoreError> {
        keys::insert_signing_key(&self.writer, key).await
    }
}

#[cfg(test)]
mod tests;
