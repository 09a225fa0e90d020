//! Enrolling: a new key, bound to a user at a server.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use waxseal_details::trust::{PinnedPublisher, PublisherError};
use waxseal_protocol::device::{DeviceTraits, EnrollRequest, PushCredentials, WAXSEAL_PUSH_SERVICE, WaxsealEnrollment};
use waxseal_protocol::ids::{DeviceId, random_token};
use waxseal_protocol::jose::SigningKey;

use super::review_enrollment::parse;
use crate::accounts::{Account, IssuerPin};
use crate::api::ApiError;
use crate::core::{Core, can_name_a_key, capitalized};
use crate::device::Device;
use crate::error::{DeviceError, ErrorCode};
use crate::event::DeviceEvent;
use crate::templates::KeptTemplates;

/// What enrolling needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct EnrollInput {
    /// The link or the code.
    pub text: String,
    /// The server, for a bare code.
    #[ts(optional)]
    pub server: Option<String>,
    /// What the person calls this device.
    pub device_name: String,
}

impl Device {
    /// Enrols. On an error nothing is kept, and nothing is used up that was not said.
    pub async fn enroll(&self, input: EnrollInput) -> Result<DeviceId, DeviceError> {
        enroll_as(&self.core, input, false).await
    }

    /// Enrols with a key of the test class: every answer says that no person stands behind it, and
    /// the server may refuse it.
    #[cfg(feature = "script")]
    pub async fn enroll_with_test_key(&self, input: EnrollInput) -> Result<DeviceId, DeviceError> {
        enroll_as(&self.core, input, true).await
    }

    /// Whether an account's key is of the test class.
    #[cfg(feature = "script")]
    pub fn has_test_key(&self, id: &DeviceId) -> bool {
        self.core.runtime(id).is_some_and(|runtime| runtime.account().test_key)
    }
}

async fn enroll_as(core: &std::sync::Arc<Core>, input: EnrollInput, test_key: bool) -> Result<DeviceId, DeviceError> {
    let link = parse(&input.text, input.server.as_deref())?;
    let device_name = input.device_name.trim();
    if device_name.is_empty() {
        return Err(DeviceError::new(ErrorCode::InvalidLink, "Give this device a name."));
    }
    let key = SigningKey::generate()
        .map_err(|error| DeviceError::new(ErrorCode::KeyUnavailable, capitalized(&error.to_string())))?;
    let _errand = core.errand();
    // The key is kept before the single-use code is spent: without a keyring, nothing happened.
    let provisional = DeviceId::new(format!("enrolling-{}", random_token::<6>()));
    core.store_key(provisional.clone(), key.pkcs8().clone()).await?;
    let enrolled = enroll_with(core, &link, device_name, &key, test_key).await;
    let (account, pin, templates) = match enrolled {
        Ok(enrolled) => enrolled,
        Err(error) => {
            wipe(core, provisional).await;
            return Err(error);
        }
    };
    // The id is the server's choice. One that is in use here would take another key's place.
    let taken = core.accounts.all().iter().any(|other| other.id == account.id);
    if taken || !can_name_a_key(&account.id) {
        wipe(core, provisional).await;
        let message = "The server gave this device an id that cannot be used here. Nothing was kept.";
        return Err(DeviceError::new(ErrorCode::Untrusted, message));
    }
    let kept = keep(core, &account, pin, templates.as_ref(), &key).await;
    wipe(core, provisional).await;
    if let Err(error) = kept {
        undo(core, &account, &key).await;
        return Err(error);
    }
    let id = account.id.clone();
    Core::connect(core, account);
    core.tell(DeviceEvent::Changed);
    Ok(id)
}

async fn keep(
    core: &Core,
    account: &Account,
    pin: IssuerPin,
    templates: Option<&KeptTemplates>,
    key: &SigningKey,
) -> Result<(), DeviceError> {
    // An account of this name that is gone is here again.
    core.to_wipe.strike_out(&account.id)?;
    core.store_key(account.id.clone(), key.pkcs8().clone()).await?;
    if let Some(templates) = templates {
        core.pin_publisher(account, templates)?;
    }
    core.accounts.add(account.clone(), pin)?;
    Ok(())
}

/// Nothing was kept here, so nothing shall be enrolled there.
async fn undo(core: &Core, account: &Account, key: &SigningKey) {
    if let Err(error) = core.api.delete_account(account, key, &account.id, core.clock().now()).await {
        tracing::warn!(%error, "An enrolment that could not be kept lives on at the server: {error}");
    }
    wipe(core, account.id.clone()).await;
}

async fn enroll_with(
    core: &Core,
    link: &crate::enrollment::EnrollmentLink,
    device_name: &str,
    key: &SigningKey,
    test_key: bool,
) -> Result<(Account, IssuerPin, Option<KeptTemplates>), DeviceError> {
    // Everything that can fail is done before the single-use code is spent.
    let mut origin = link.base_url.clone();
    origin.set_path("/");
    let issuer_keys = core.api.issuer_keys(origin.as_str()).await.map_err(|error| explained(&error))?;
    let pin = IssuerPin::new(issuer_keys).ok_or_else(|| {
        let message = format!("{} publishes no key this device can verify with.", link.host());
        DeviceError::new(ErrorCode::Untrusted, message)
    })?;
    let identifier = random_token::<16>();
    let request = EnrollRequest {
        identifier: identifier.clone(),
        name: device_name.to_owned(),
        push_credentials: PushCredentials { service: WAXSEAL_PUSH_SERVICE.to_owned(), token: String::new() },
        public_key: key.public().clone(),
        waxseal: test_key.then_some(DeviceTraits { test_key }),
    };
    let response = core.api.enroll(&link.base_url, &link.ticket, &request).await.map_err(|error| explained(&error))?;
    // The keys that are pinned come from the server the person agreed to.
    let same = url::Url::parse(&response.issuer).is_ok_and(|issuer| issuer.origin() == link.base_url.origin());
    if !same {
        let message = format!("{} names another server as its issuer: {}.", link.host(), response.issuer);
        return Err(DeviceError::new(ErrorCode::Untrusted, message));
    }
    let templates = response.waxseal.and_then(|beside| match publisher(&response.issuer, beside) {
        Ok(publisher) => Some(KeptTemplates::new(publisher)),
        Err(error) => {
            // Requests are shown without its templates.
            tracing::error!(%error, "The template keys of {} are not usable: {error}", response.issuer);
            None
        }
    });
    let account = Account {
        id: response.id,
        issuer: response.issuer,
        base_url: link.base_url.clone(),
        user_id: response.user_id,
        identifier,
        device_name: device_name.to_owned(),
        protection: core.vault.protection(),
        test_key,
        enrolled_at: core.clock().now(),
    };
    Ok((account, pin, templates))
}

/// The issuer publishes the templates of its own APIs, under keys of their own.
fn publisher(issuer: &str, beside: WaxsealEnrollment) -> Result<PinnedPublisher, PublisherError> {
    PinnedPublisher::new(issuer, beside.template_jwks.keys)
}

async fn wipe(core: &Core, name: DeviceId) {
    if let Err(error) = core.delete_key(name).await {
        tracing::warn!(%error, "Could not wipe a key that is not needed: {error}");
    }
}

fn explained(error: &ApiError) -> DeviceError {
    let code = match error {
        ApiError::Unreachable(_) | ApiError::Unavailable(_) => ErrorCode::Offline,
        ApiError::Certificate(_) | ApiError::Malformed(_) => ErrorCode::Untrusted,
        ApiError::Refused(body) => match body.error_code.as_str() {
            "already_enrolled" => ErrorCode::AlreadyEnrolled,
            "enrollment_transaction_not_found" => ErrorCode::TicketRefused,
            _ => ErrorCode::Refused,
        },
        ApiError::AlreadyDecided(_) | ApiError::Key(_) => ErrorCode::Refused,
    };
    let text = capitalized(&error.to_string());
    let stop = if text.ends_with('.') { "" } else { "." };
    DeviceError::new(code, format!("{text}{stop}"))
}
