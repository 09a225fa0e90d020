//! Our server, as an operator runs it behind a proxy: SQLite on disk, every commit synced, the
//! audit chain written. Only the limits are off, which a load test has to pass.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use anyhow::Context as _;
use waxseal_protocol::device::{PushCredentials, WAXSEAL_PUSH_SERVICE};
use waxseal_protocol::ids::DeviceId;
use waxseal_protocol::jose::{Jwk, SigningKey};
use waxseal_protocol::{Clock as _, SystemClock};
use waxseal_store::model::{AuditEvent, Device, EnrollmentTicket, EventKind, TicketKind};
use waxseal_store::{SqliteStore, Store as _};

use crate::machine::Process;
use crate::operation::{SECRET, Signers, USERS};
use crate::target::Target;

const PORT: u16 = 9620;
const HOOKS: u16 = 9621;

pub(crate) async fn start(program: &Path, signers: &Signers) -> anyhow::Result<Target> {
    let folder = tempfile::tempdir()?;
    let schema = serde_json::json!({
        "type": "object",
        "properties": {
            "type": {"const": "payment"},
            "amount": {"type": "string", "pattern": "^[0-9]{1,12}(\\.[0-9]{1,2})?$"},
            "currency": {"type": "string", "pattern": "^[A-Z]{3}$"},
            "creditor": {"type": "string", "minLength": 1, "maxLength": 140},
        },
        "required": ["type", "amount", "currency", "creditor"],
        "additionalProperties": false,
    });
    std::fs::write(folder.path().join("payment.json"), schema.to_string())?;
    let config = folder.path().join("waxseal.toml");
    std::fs::write(&config, configuration(signers))?;
    enroll_everybody(&folder.path().join("data")).await?;
    let child = crate::peer::pinned(program)
        .arg("serve")
        .arg("--config")
        .arg(&config)
        .args(["--test-hooks", &format!("127.0.0.1:{HOOKS}")])
        .env("WAXSEAL_LOG", "warn")
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .with_context(|| format!("cannot start {}", program.display()))?;
    let target = Target {
        name: "waxseal",
        process: Process(child),
        address: format!("127.0.0.1:{PORT}"),
        hooks: format!("127.0.0.1:{HOOKS}"),
        issuer: format!("http://127.0.0.1:{PORT}/"),
        _folder: Some(folder),
    };
    crate::peer::answers(&target.address, Duration::from_secs(20)).await?;
    Ok(target)
}

fn configuration(signers: &Signers) -> String {
    use std::fmt::Write as _;
    let mut text = format!(
        "issuer = \"http://127.0.0.1:{PORT}/\"\nlisten = \"127.0.0.1:{PORT}\"\ndata_dir = \"data\"\nsigning_alg = \"ES256\"\n\
         [tls]\nmode = \"off\"\n[channels]\npush_max_seconds = 0\n\
         [limits]\npushes_per_user_per_minute = 0\npending_per_user = 0\npending_per_client_and_user = 0\n\
         pending_per_client = 0\npending = 0\nin_flight = 0\n"
    );
    for (id, alg) in [("bench-secret", "ES256"), ("bench-rs256", "RS256")] {
        write!(
            text,
            "[[clients]]\nclient_id = \"{id}\"\nclient_secret = \"{SECRET}\"\ntoken_endpoint_auth_method = \"client_secret_post\"\n\
             id_token_signed_response_alg = \"{alg}\"\nauthorization_details_types = [\"payment\"]\n"
        )
        .ok();
    }
    for signer in signers.all() {
        write!(
            text,
            "[[clients]]\nclient_id = \"{id}\"\ntoken_endpoint_auth_method = \"private_key_jwt\"\n\
             token_endpoint_auth_signing_alg = \"{alg}\"\nid_token_signed_response_alg = \"ES256\"\n\
             backchannel_authentication_request_signing_alg = \"{alg}\"\njwks = {{ keys = [{{ {key} }}] }}\n",
            id = signer.client_id(),
            alg = signer.algorithm(),
            key = members(signer.public()),
        )
        .ok();
    }
    for (identifier, alg) in [("https://api.example/", "ES256"), ("https://rs.example/", "RS256")] {
        write!(
            text,
            "[[apis]]\nidentifier = \"{identifier}\"\nscopes = [\"payments\"]\nsigning_alg = \"{alg}\"\n\
             [[apis.authorization_details]]\ntype = \"payment\"\nschema_file = \"payment.json\"\n"
        )
        .ok();
    }
    for user in 0..USERS {
        write!(text, "[[users]]\nid = \"bench|{user}\"\n").ok();
    }
    text
}

/// A public key as the members of a TOML table.
fn members(key: &Jwk) -> String {
    let members = serde_json::json!({"kty": key.kty, "kid": key.kid, "alg": key.alg, "crv": key.crv, "x": key.x, "y": key.y, "n": key.n, "e": key.e});
    let members = members.as_object().into_iter().flatten().filter(|(_, value)| !value.is_null());
    members.map(|(name, value)| format!("{name} = {value}")).collect::<Vec<_>>().join(", ")
}

/// Every person has an enrolled device, because nobody else can be asked.
async fn enroll_everybody(data: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(data)?;
    let store = SqliteStore::open(&data.join("waxseal.db")).await?;
    let now = SystemClock::new().now();
    let event = || AuditEvent::new(now, EventKind::GdEnrollmentComplete);
    for user in 0..USERS {
        let user_id: waxseal_protocol::ids::UserId = format!("bench|{user}").as_str().into();
        let ticket = EnrollmentTicket {
            sha256: format!("ticket {user}"),
            kind: TicketKind::Device,
            parent_sha256: None,
            user_id: user_id.clone(),
            expires_at: now + Duration::from_mins(1),
        };
        store.insert_ticket(&ticket, event()).await?;
        let device = Device {
            id: DeviceId::generate(),
            user_id,
            identifier: format!("device {user}"),
            name: "Bench".to_owned(),
            public_key: SigningKey::generate()?.public().clone(),
            token_sha256: String::new(),
            push_credentials: PushCredentials { service: WAXSEAL_PUSH_SERVICE.to_owned(), token: String::new() },
            test_key: false,
            enrolled_at: now,
            last_seen_at: None,
            revoked_at: None,
        };
        store.enroll(&ticket.sha256, &device, now, event()).await?;
    }
    store.close().await;
    Ok(())
}
