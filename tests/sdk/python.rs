//! `auth0-python` and `auth0-server-python`; `examples/python_agent.rs` has `auth0-ai`.

use serde_json::json;
use waxseal_protocol::device::DecisionOutcome;

use crate::scene::Scene;

async fn outcome(client: &str, environment: &str, scenario: &str, answer: DecisionOutcome) -> serde_json::Value {
    let scene = Scene::new().await;
    let _person = scene.person(answer).await;
    scene.run(client).python(environment, scenario).await
}

#[tokio::test]
async fn auth0_python_asks_polls_and_refreshes() {
    for environment in ["python", "python-latest"] {
        for (client, scenario) in [("post-client", "auth0-python"), ("key-client", "auth0-python-private-key-jwt")] {
            let outcome = outcome(client, environment, scenario, DecisionOutcome::Approved).await;
            assert_eq!(outcome["outcome"], "granted", "{environment} {scenario}: {outcome}");
        }
        let refreshed = outcome("post-client", environment, "auth0-python-refresh", DecisionOutcome::Approved).await;
        assert_eq!(refreshed["refreshed"]["outcome"], "granted", "{environment}: {refreshed}");
        let denied = outcome("post-client", environment, "auth0-python", DecisionOutcome::Denied).await;
        assert_eq!((&denied["outcome"], &denied["code"]), (&json!("error"), &json!("access_denied")), "{denied}");
    }
}

#[tokio::test]
async fn auth0_server_python_sends_raw_basic_credentials_or_an_assertion() {
    for (client, scenario) in [("any-client", "auth0-server"), ("key-client", "auth0-server-private-key-jwt")] {
        let outcome = outcome(client, "python", scenario, DecisionOutcome::Approved).await;
        assert_eq!(outcome["outcome"], "granted", "{scenario}: {outcome}");
    }
}
