//! Requests that take the approvals of two people.

mod command_line;
mod devices;
mod eligible;
mod evidence;
mod lifecycle;
mod managed;
mod one_app;
mod races;
mod standing;

use e2e::{Answer, OMAR, RawDevice};
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::scene::{Pair, Scene, Setup, with};

/// A third person.
const MIA: &str = "auth0|mia";
/// Hanna asks to deploy; Omar or Mia has to approve, too. Hanna is in the list for those who ask in
/// their name.
const DEPLOYS: &str = r#"
[[users]]
id = "auth0|mia"
name = "Mia Malik"

[[users]]
id = "auth0|nadia"
name = "Nadia Novak"

[[apis]]
identifier = "urn:deploys"
authorization_details = [
    { type = "note", second_approvers = ["auth0|omar", "auth0|mia", "auth0|hanna"] },
    { type = "vault", second_approvers = ["auth0|mia"] },
    { type = "budget", second_approvers = ["auth0|omar"] },
    { type = "lonely", second_approvers = ["auth0|hanna", "auth0|nobody", "auth0|nadia"] },
    { type = "memo", narrowing = true },
]
"#;
const NOTE: &str = r#"[{"type":"note","version":"1.42.0","size":31337.4200}]"#;

/// A server that knows such requests; Hanna, Omar and Mia each have a device.
struct FourEyes {
    scene: Scene,
    omar: RawDevice,
    mia: RawDevice,
}

impl FourEyes {
    async fn new() -> Self {
        Self::limited("").await
    }

    async fn limited(limits: &'static str) -> Self {
        let scene = Scene::new(Setup { limits, tables: DEPLOYS.to_owned(), ..Setup::default() }).await;
        let (omar, mia) = (scene.enroll(OMAR).await, scene.enroll(MIA).await);
        Self { scene, omar, mia }
    }

    fn hanna(&self) -> &RawDevice {
        &self.scene.device
    }

    /// A request to Hanna about a type.
    fn about(&self, details: &str) -> Vec<Pair> {
        let form = with(&self.scene.request("bank-agent"), "audience", "urn:deploys");
        with(&with(&form, "scope", "openid"), "authorization_details", details)
    }

    async fn approve(&self, device: &RawDevice) -> Answer {
        self.scene.decide(device, |_| {}).await
    }

    async fn refuse(&self, device: &RawDevice, outcome: &str) -> Answer {
        let denial = |claims: &mut Value| {
            claims["auth0_guardian_accepted"] = json!(false);
            claims["waxseal"]["outcome"] = json!(outcome);
        };
        self.scene.decide(device, denial).await
    }

    /// How many approvals a device hears of, for each request that waits on it.
    async fn waiting(device: &RawDevice) -> Vec<u64> {
        let pending = device.pending().await;
        pending.iter().map(|one| one["approvals"].as_u64().unwrap_or(0)).collect()
    }

    async fn pends(&self, form: &[Pair], handle: &str) {
        self.scene.clock.advance(std::time::Duration::from_secs(20));
        self.scene.redeem(form, handle).await.refusal(400, "authorization_pending");
    }
}

/// The first approval of two counts.
fn half(answer: &Answer) {
    assert_eq!(answer, &(StatusCode::ACCEPTED, Value::Null));
}

/// The answer counts and ends the request.
fn whole(answer: &Answer) {
    assert_eq!(answer, &(StatusCode::NO_CONTENT, Value::Null));
}
