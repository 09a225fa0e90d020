//! Clients that the Management API makes and changes.

use e2e::HANNA;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::operator::{Operator, created, failed, gone, in_path};
use crate::scene::{Pair, with};

#[tokio::test]
async fn a_client_made_here_asks_people_and_survives_a_restart() {
    let mut operator = Operator::new().await;
    let grants = ["urn:openid:params:grant-type:ciba", "refresh_token"];
    let api = json!({
        "identifier": "urn:new-api", "name": "New", "scopes": [{"value": "pay", "description": "Pays"}],
        "authorization_details": [{"type": "invoice"}], "signing_alg": "ES256", "token_lifetime": 120,
    });
    let api = created(operator.call(Method::POST, "resource-servers", &api).await);
    let agent = json!({
        "name": "New Agent", "grant_types": grants, "token_endpoint_auth_method": "client_secret_post",
        "async_approval_notification_channels": ["guardian-push"], "app_type": "non_interactive",
    });
    let agent = created(operator.call(Method::POST, "clients", &agent).await);
    let (id, secret) = (agent["client_id"].as_str().unwrap(), agent["client_secret"].as_str().unwrap());
    let shown = operator.read(&format!("clients/{id}")).await.ok();
    assert_eq!((&shown["client_secret"], &shown["app_type"]), (&Value::Null, &json!("non_interactive")));

    let form: Vec<Pair> = vec![
        ("client_id", id.to_owned()),
        ("client_secret", secret.to_owned()),
        ("login_hint", HANNA.to_owned()),
        ("scope", "openid pay".to_owned()),
        ("audience", "urn:new-api".to_owned()),
        ("authorization_details", r#"[{"type":"invoice","number":7}]"#.to_owned()),
    ];
    let tokens = operator.scene.tokens(&form).await;
    assert_eq!((&tokens["expires_in"], &tokens["scope"]), (&json!(120), &json!("openid pay")));
    operator.scene.server.stop().await;
    operator.scene.server.restart().await;
    operator.scene.tokens(&form).await;

    let rotated = operator.call(Method::POST, &format!("clients/{id}/rotate-secret"), &Value::Null).await.ok();
    operator.scene.refused(&form, 401, "invalid_client").await;
    let form = with(&form, "client_secret", rotated["client_secret"].as_str().unwrap());
    operator.scene.ask(&form).await;
    let patch = json!({"grant_types": ["refresh_token"]});
    operator.call(Method::PATCH, &format!("clients/{id}"), &patch).await.ok();
    operator.scene.refused(&form, 400, "unauthorized_client").await;
    gone(&operator.call(Method::DELETE, &format!("clients/{id}"), &Value::Null).await);
    operator.scene.refused(&form, 401, "invalid_client").await;
    failed(&operator.read(&format!("clients/{id}")).await, 404);
    gone(
        &operator
            .call(Method::DELETE, &format!("resource-servers/{}", api["id"].as_str().unwrap()), &Value::Null)
            .await,
    );
    failed(&operator.read("resource-servers/urn%3Anew-api").await, 404);
}

/// RFC 9700 4.15: a client that chooses its name could be taken for a person, or for another client.
#[tokio::test]
async fn a_client_does_not_choose_its_id() {
    let operator = Operator::new().await;
    for chosen in [HANNA, "bank-agent", "agent-of-my-choice"] {
        let agent = json!({"name": "Chooser", "client_id": chosen, "client_secret": "a secret of enough length"});
        let agent = created(operator.call(Method::POST, "clients", &agent).await);
        let id = agent["client_id"].as_str().unwrap();
        assert_ne!(id, chosen);
        assert!(id.len() == 32 && id.chars().all(|c| c.is_ascii_alphanumeric()), "{id}");
        let path = format!("clients/{id}");
        let patched = operator.call(Method::PATCH, &path, &json!({"client_id": chosen, "name": "Renamed"})).await.ok();
        assert_eq!((&patched["client_id"], &patched["name"]), (&json!(id), &json!("Renamed")));
        let form: Vec<Pair> =
            vec![("client_id", chosen.to_owned()), ("client_secret", "a secret of enough length".to_owned())];
        operator.scene.refused(&form, 401, "invalid_client").await;
    }
    for unmade in [HANNA, "agent-of-my-choice"] {
        failed(&operator.read(&format!("clients/{}", in_path(unmade))).await, 404);
    }
    assert_eq!(operator.read("clients/bank-agent").await.ok()["name"], "bank-agent");
}

/// Auth0's way to write down a client's keys, and ours.
#[tokio::test]
async fn the_keys_of_a_client_that_are_said_last_count() {
    const PEM: &str = "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEf83OJ3D2xF1Bg8vub9tLe1gHMzV7\n6e8Tus9uPHvRVEXH8UTNG72bfocs3+257rn0s2ldbqkLJK2KRiMohYjlrQ==\n-----END PUBLIC KEY-----\n";
    let operator = Operator::new().await;
    let auth0s =
        json!({"private_key_jwt": {"credentials": [{"credential_type": "public_key", "pem": PEM, "alg": "ES256"}]}});
    let body = json!({"name": "Signer", "client_authentication_methods": auth0s});
    let made = created(operator.call(Method::POST, "clients", &body).await);
    let path = format!("clients/{}", made["client_id"].as_str().unwrap());
    let methods = |client: &Value| {
        let own = client["jwks"]["keys"][0]["kid"].as_str().map(str::to_owned);
        (client["client_authentication_methods"].is_object(), own)
    };
    assert_eq!(methods(&operator.read(&path).await.ok()), (true, None));
    let key = json!({"kty": "EC", "crv": "P-256", "alg": "ES256", "kid": "new",
        "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"});
    let own = json!({"jwks": {"keys": [key]}});
    let changed = operator.call(Method::PATCH, &path, &own).await.ok();
    assert_eq!(methods(&changed), (false, Some("new".to_owned())));
    let changed = operator.call(Method::PATCH, &path, &json!({"client_authentication_methods": auth0s})).await.ok();
    assert_eq!(methods(&changed), (true, None));
    // What was read can be sent back, and what is taken away takes nothing else along.
    let read = operator.read(&path).await.ok();
    let sent = json!({"client_authentication_methods": read["client_authentication_methods"],
        "token_endpoint_auth_method": read["token_endpoint_auth_method"], "name": "Other"});
    assert_eq!(operator.call(Method::PATCH, &path, &sent).await.ok()["name"], "Other");
    operator.call(Method::PATCH, &path, &own).await.ok();
    let nothing = json!({"client_authentication_methods": null, "name": "Same"});
    let same = operator.call(Method::PATCH, &path, &nothing).await.ok();
    assert_eq!(methods(&same), (false, Some("new".to_owned())));
    let both = json!({"client_authentication_methods": auth0s, "jwks": {"keys": [key]}});
    let reply = operator.call(Method::PATCH, &path, &both).await;
    assert!(reply.status == StatusCode::BAD_REQUEST && reply.text.contains("jwks"), "{}", reply.text);
}

/// RFC 9126 says nothing of CIBA, so what Auth0's object says of pushed requests stops none.
#[tokio::test]
async fn a_client_that_requires_pushed_authorization_requests_asks_all_the_same() {
    let operator = Operator::new().await;
    let body = json!({
        "name": "Pushing", "app_type": "non_interactive", "require_pushed_authorization_requests": true,
        "grant_types": ["urn:openid:params:grant-type:ciba"],
    });
    let made = operator.call(Method::POST, "clients", &body).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
    assert_eq!(made.body["require_pushed_authorization_requests"], true);
    let form = operator.scene.request("bank-agent");
    let form = with(&form, "client_id", made.body["client_id"].as_str().unwrap());
    operator.scene.ask(&with(&form, "client_secret", made.body["client_secret"].as_str().unwrap())).await;
}

/// There are no public clients, so no refresh token is anybody's who has it.
#[tokio::test]
async fn a_client_without_authentication_cannot_be_registered() {
    let operator = Operator::new().await;
    let body = json!({"name": "Public", "token_endpoint_auth_method": "none"});
    let refused = operator.call(Method::POST, "clients", &body).await;
    failed(&refused, 400);
    assert!(refused.text.contains("every client authenticates"), "{}", refused.text);
}
