//! What is measured: the same requests for both servers.

use std::time::Duration;

use anyhow::{Context as _, ensure};
use serde_json::{Value, json};
use waxseal_protocol::ids::random_token;
use waxseal_protocol::jose::{Algorithm, Jwk, SigningKey};
use waxseal_protocol::{Clock as _, SystemClock};

use crate::Arguments;
use crate::load::{Connection, Request, Run, send_all};
use crate::machine::now;
use crate::target::Target;

/// People who are asked.
pub(crate) const USERS: usize = 100;
pub(crate) const SECRET: &str = "bench-secret-of-the-bench-client";
const CIBA: &str = "urn:openid:params:grant-type:ciba";
const ASSERTION: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
const DETAILS: &str = r#"[{"type":"payment","amount":"249.00","currency":"EUR","creditor":"Example Shop"}]"#;

/// An operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Authorize,
    AuthorizeDetails,
    AuthorizeSignedEs256,
    AuthorizeSignedPs256,
    Poll,
    FullEs256,
    FullRs256,
}

impl Kind {
    pub(crate) const ALL: [Self; 7] = [
        Self::Authorize,
        Self::AuthorizeDetails,
        Self::AuthorizeSignedEs256,
        Self::AuthorizeSignedPs256,
        Self::Poll,
        Self::FullEs256,
        Self::FullRs256,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Authorize => "bc-authorize",
            Self::AuthorizeDetails => "bc-authorize with details",
            Self::AuthorizeSignedEs256 => "signed request, private_key_jwt, ES256",
            Self::AuthorizeSignedPs256 => "signed request, private_key_jwt, PS256",
            Self::Poll => "pending poll",
            Self::FullEs256 => "full flow, ES256",
            Self::FullRs256 => "full flow, RS256",
        }
    }
}

/// One round of one operation on one server.
#[derive(Debug, Clone)]
pub(crate) struct Sample {
    /// CPU time per operation.
    pub(crate) cpu: Duration,
    pub(crate) p50: Duration,
    pub(crate) p99: Duration,
}

/// Signs requests before they are measured.
pub(crate) struct Signer(SigningKey);

/// Whose keys the servers know.
pub(crate) struct Signers {
    pub(crate) es256: Signer,
    pub(crate) ps256: Signer,
}

impl Signers {
    pub(crate) fn new() -> anyhow::Result<Self> {
        let signer = |algorithm| anyhow::Ok(Signer(SigningKey::generate_for(algorithm)?));
        Ok(Self { es256: signer(Algorithm::ES256)?, ps256: signer(Algorithm::PS256)? })
    }

    pub(crate) fn all(&self) -> [&Signer; 2] {
        [&self.es256, &self.ps256]
    }
}

impl Signer {
    pub(crate) fn public(&self) -> &Jwk {
        self.0.public()
    }

    pub(crate) fn algorithm(&self) -> &'static str {
        self.0.algorithm().as_str()
    }

    /// The client that signs with this key.
    pub(crate) fn client_id(&self) -> String {
        format!("bench-signed-{}", self.algorithm())
    }

    fn request(&self, issuer: &str, user: &str) -> anyhow::Result<Request> {
        let seconds = SystemClock::new().now().as_second();
        let about = |more: Value| {
            let mut claims = json!({"iss": self.client_id(), "aud": issuer, "iat": seconds, "nbf": seconds,
                "exp": seconds + 300, "jti": random_token::<16>()});
            if let (Some(claims), Value::Object(more)) = (claims.as_object_mut(), more) {
                claims.extend(more);
            }
            claims
        };
        let request = about(json!({
            "scope": "openid payments", "login_hint": user, "binding_message": "Order 4711",
            "requested_expiry": 3600, "resource": "https://api.example/",
            "authorization_details": serde_json::from_str::<Value>(DETAILS)?,
        }));
        let assertion = about(json!({"sub": self.client_id()}));
        Ok(Request::form(
            "/bc-authorize",
            &[
                ("client_assertion_type", ASSERTION),
                ("client_assertion", &self.0.sign("JWT", &assertion)?),
                ("request", &self.0.sign("JWT", &request)?),
            ],
        ))
    }
}

fn authorize(user: usize, client: &str, resource: &str, details: bool) -> Request {
    let user = format!("bench|{}", user % USERS);
    let mut form = vec![
        ("client_id", client),
        ("client_secret", SECRET),
        ("scope", "openid payments"),
        ("login_hint", &user),
        ("binding_message", "Order 4711"),
        ("requested_expiry", "3600"),
        ("resource", resource),
    ];
    if details {
        form.push(("authorization_details", DETAILS));
    }
    Request::form("/bc-authorize", &form)
}

fn token(handle: &str, client: &str) -> Request {
    Request::form(
        "/oauth/token",
        &[("client_id", client), ("client_secret", SECRET), ("grant_type", CIBA), ("auth_req_id", handle)],
    )
}

fn approve(handle: &str) -> Request {
    Request::json("/approve", &json!({"auth_req_id": handle, "action": "allow"}))
}

/// The API of the RS256 client: the peer has one API whose algorithm follows the client.
fn resource(target: &Target, client: &str) -> &'static str {
    if client == "bench-rs256" && target.name == "waxseal" { "https://rs.example/" } else { "https://api.example/" }
}

/// Measures one round.
pub(crate) async fn measure(
    target: &mut Target,
    kind: Kind,
    signers: &Signers,
    arguments: &Arguments,
) -> anyhow::Result<Sample> {
    let (count, connections) = (arguments.operations, arguments.connections);
    match kind {
        Kind::Authorize | Kind::AuthorizeDetails => {
            let details = kind == Kind::AuthorizeDetails;
            let requests = (0..count).map(|user| authorize(user, "bench-secret", "https://api.example/", details));
            let requests = requests.collect();
            timed(target, requests, connections, 200).await
        }
        Kind::AuthorizeSignedEs256 | Kind::AuthorizeSignedPs256 => {
            let signer = if kind == Kind::AuthorizeSignedEs256 { &signers.es256 } else { &signers.ps256 };
            let requests: anyhow::Result<Vec<_>> =
                (0..count).map(|user| signer.request(&target.issuer, &format!("bench|{}", user % USERS))).collect();
            timed(target, requests?, connections, 200).await
        }
        Kind::Poll => {
            let handles = pending(target, "bench-secret", count, connections).await?;
            let requests = handles.iter().map(|handle| token(handle, "bench-secret")).collect();
            timed(target, requests, connections, 400).await
        }
        Kind::FullEs256 => full_flow(target, "bench-secret", count / 4, connections).await,
        Kind::FullRs256 => full_flow(target, "bench-rs256", count / 4, connections).await,
    }
}

/// Makes requests that wait, and returns their handles.
async fn pending(target: &Target, client: &str, count: usize, connections: usize) -> anyhow::Result<Vec<String>> {
    let api = resource(target, client);
    let requests = (0..count).map(|user| authorize(user, client, api, true)).collect();
    let run = send_all(&target.address, requests, connections).await?;
    handles(&run)
}

fn handles(run: &Run) -> anyhow::Result<Vec<String>> {
    run.answers
        .iter()
        .map(|(status, body)| {
            let body: Value = serde_json::from_slice(body)?;
            let handle = body.get("auth_req_id").and_then(Value::as_str);
            handle.map(str::to_owned).with_context(|| format!("bc-authorize answered {status}: {body}"))
        })
        .collect()
}

async fn timed(
    target: &mut Target,
    requests: Vec<Request>,
    connections: usize,
    expected: u16,
) -> anyhow::Result<Sample> {
    let count = u32::try_from(requests.len())?;
    let before = target.process.cpu()?;
    let run = send_all(&target.address, requests, connections).await?;
    let cpu = target.process.cpu()?.saturating_sub(before);
    let odd = run.answers.iter().find(|(status, _)| *status != expected);
    if let Some((status, body)) = odd {
        anyhow::bail!("{} answered {status}: {}", target.name, String::from_utf8_lossy(body));
    }
    let at = |share: usize| run.latencies.get(run.latencies.len() * share / 100).copied().unwrap_or_default();
    Ok(Sample { cpu: cpu / count, p50: at(50), p99: at(99) })
}

/// Request, approval and token, each step for all before the next begins.
async fn full_flow(
    target: &mut Target,
    client: &'static str,
    count: usize,
    connections: usize,
) -> anyhow::Result<Sample> {
    let before = target.process.cpu()?;
    let handles = pending(target, client, count, connections).await?;
    let approvals = handles.iter().map(|handle| approve(handle)).collect();
    let approved = send_all(&target.hooks, approvals, connections).await?;
    ensure!(approved.answers.iter().all(|(status, _)| *status == 204), "an approval was refused");
    let redeem = handles.iter().map(|handle| token(handle, client)).collect();
    let redeemed = send_all(&target.address, redeem, connections).await?;
    let cpu = target.process.cpu()?.saturating_sub(before);
    for (status, body) in &redeemed.answers {
        let body: Value = serde_json::from_slice(body)?;
        ensure!(
            *status == 200 && body.get("authorization_details").is_some(),
            "{} gave no token: {status} {body}",
            target.name
        );
    }
    let at = |share: usize| redeemed.latencies.get(redeemed.latencies.len() * share / 100).copied().unwrap_or_default();
    Ok(Sample { cpu: cpu / u32::try_from(count)?, p50: at(50), p99: at(99) })
}

/// Few and many pending requests.
#[derive(Debug)]
pub(crate) struct Growth {
    /// Pending requests, CPU time per bc-authorize and per poll, p99 of both.
    pub(crate) steps: Vec<(usize, Sample, Sample)>,
    pub(crate) bytes_per_request: u64,
}

pub(crate) async fn growth(target: &mut Target, signers: &Signers, arguments: &Arguments) -> anyhow::Result<Growth> {
    let mut steps = Vec::new();
    let start = target.process.memory()?;
    let mut waiting = 0;
    for level in [1_000, 10_000, arguments.pending] {
        let missing = level.saturating_sub(waiting);
        pending(target, "bench-secret", missing, arguments.connections).await?;
        waiting += missing;
        // What is measured waits, too: it is a part of the level at the most.
        let few = Arguments { operations: arguments.operations.min(level / 4), ..arguments.clone() };
        let authorize = measure(target, Kind::AuthorizeDetails, signers, &few).await?;
        let poll = measure(target, Kind::Poll, signers, &few).await?;
        steps.push((waiting, authorize, poll));
        waiting += 2 * few.operations;
    }
    let end = target.process.memory()?;
    Ok(Growth { steps, bytes_per_request: end.saturating_sub(start) / u64::try_from(waiting)? })
}

/// How long a waiting client waits for its tokens once the person has decided.
pub(crate) async fn release(target: &mut Target, count: usize) -> anyhow::Result<Vec<Duration>> {
    let mut times = Vec::new();
    for handle in pending(target, "bench-secret", count, 1).await? {
        let mut waiting = Connection::open(&target.address).await?;
        let request = Request { wait: Some(30), ..token(&handle, "bench-secret") };
        let held = tokio::spawn(async move {
            let answer = waiting.send(&request).await;
            (now(), answer)
        });
        tokio::time::sleep(Duration::from_millis(5)).await;
        let decided = now();
        let (status, _) = target.call(approve(&handle)).await?;
        ensure!(status == 204, "the approval was refused");
        let (answered, answer) = held.await?;
        ensure!(answer?.0 == 200, "the waiting client got no token");
        times.push(answered.saturating_duration_since(decided));
    }
    times.sort_unstable();
    Ok(times)
}
