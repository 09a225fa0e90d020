//! What is in access tokens (RFC 9068), ID tokens (OpenID Connect Core 2) and token responses, and
//! who signed them.

use e2e::HANNA;
use serde_json::{Value, json};
use waxseal_protocol::jose::{Algorithm, JoseHeader, Trust};

use crate::scene::{Scene, claims, client, credentials, with};

/// The claims of a token that the server's published key signed as the header says.
async fn verified(scene: &Scene, token: &Value, algorithm: Algorithm, typ: &str) -> Value {
    let token = token.as_str().unwrap();
    let header = JoseHeader::of(token).unwrap();
    assert_eq!((header.alg.as_str(), header.typ.as_deref()), (algorithm.as_str(), Some(typ)));
    let keys = scene.keys().await.keys;
    assert!(keys.iter().any(|key| key.kid.is_some() && key.kid == header.kid), "{header:?}");
    let types = [typ.to_ascii_lowercase()];
    let types = types.each_ref().map(String::as_str);
    Trust { keys: &keys, algorithms: &[algorithm], types: &types }.claims(token).unwrap()
}

#[tokio::test]
async fn an_access_token_says_who_for_what_and_until_when() {
    let scene = Scene::plain().await;
    let form = with(&scene.request("bank-agent"), "authorization_details", e2e::TRANSFER);
    let handle = scene.ask(&form).await;
    scene.approve().await;
    let reply = scene.redeem(&form, &handle).await;
    assert_eq!(reply.headers["cache-control"], "no-store");
    assert_eq!(reply.headers["pragma"], "no-cache");
    let tokens = reply.ok();
    let token = verified(&scene, &tokens["access_token"], Algorithm::ES256, "at+jwt").await;
    let details: Value = serde_json::from_str(e2e::TRANSFER).unwrap();
    assert_eq!(
        token,
        json!({
            "iss": scene.server.issuer(), "sub": HANNA, "aud": "urn:my-api", "client_id": "bank-agent",
            "iat": scene.now(), "exp": scene.now() + 86_400, "jti": token["jti"], "scope": "openid transfer:create",
            "auth_time": scene.now(), "amr": token["amr"], "authorization_details": details,
            "transaction_linking_id": token["transaction_linking_id"],
        })
    );
    assert!(token["jti"].as_str().unwrap().len() >= 16);
    let mut names: Vec<_> = tokens.as_object().unwrap().keys().map(String::as_str).collect();
    names.sort_unstable();
    assert_eq!(names, ["access_token", "authorization_details", "expires_in", "id_token", "scope", "token_type"]);
    assert_eq!((&tokens["token_type"], &tokens["expires_in"]), (&json!("Bearer"), &json!(86_400)));
    assert_eq!((&tokens["scope"], &tokens["authorization_details"]), (&json!("openid transfer:create"), &details));
    // CIBA Core 10.1.1: the handle is used up.
    scene.redeem(&form, &handle).await.refusal(400, "invalid_grant");
}

#[tokio::test]
async fn an_id_token_is_for_the_client_and_bound_to_its_access_token() {
    let scene = Scene::plain().await;
    let form = with(&scene.request("bank-agent"), "scope", "openid profile email");
    let tokens = scene.tokens(&form).await;
    let token = verified(&scene, &tokens["id_token"], Algorithm::ES256, "JWT").await;
    let at_hash = Algorithm::ES256.token_hash(tokens["access_token"].as_str().unwrap());
    for (claim, value) in [
        ("iss", json!(scene.server.issuer())),
        ("sub", json!(HANNA)),
        ("aud", json!("bank-agent")),
        ("iat", json!(scene.now())),
        ("auth_time", json!(scene.now())),
        ("at_hash", json!(at_hash)),
        ("name", json!("Hanna Herwitz")),
        ("email", json!("hanna@example.com")),
        ("email_verified", json!(true)),
    ] {
        assert_eq!(token[claim], value, "{claim}");
    }
    assert!(token["exp"].as_i64().unwrap() > scene.now());
    let modest = claims(&scene.tokens(&scene.request("bank-agent")).await["id_token"]);
    assert_eq!((&modest["name"], &modest["email"]), (&Value::Null, &Value::Null), "no scope asks for them");
}

#[tokio::test]
async fn each_api_and_each_client_has_its_algorithm() {
    let tables = Algorithm::ALL.map(|algorithm| {
        let api = format!("\n[[apis]]\nidentifier = \"urn:{algorithm}\"\nsigning_alg = \"{algorithm}\"\n");
        let id_tokens = format!("id_token_signed_response_alg = \"{algorithm}\"");
        api + &client(&format!("agent-{algorithm}"), &id_tokens)
    });
    let tables = tables.concat();
    let scene = Scene::with(tables).await;
    // The other way round, so that neither takes the other's.
    for (of_api, of_client) in Algorithm::ALL.into_iter().zip(Algorithm::ALL.into_iter().rev()) {
        let form = with(&scene.request(&format!("agent-{of_client}")), "audience", format!("urn:{of_api}"));
        let tokens = scene.tokens(&with(&form, "scope", "openid")).await;
        verified(&scene, &tokens["access_token"], of_api, "at+jwt").await;
        let id_token = verified(&scene, &tokens["id_token"], of_client, "JWT").await;
        let at_hash = of_client.token_hash(tokens["access_token"].as_str().unwrap());
        assert_eq!(id_token["at_hash"], at_hash, "{of_client}");
    }
}

/// RFC 9068 2.2.1.
#[tokio::test]
async fn an_access_token_names_the_acr_of_the_approval() {
    let scene = Scene::plain().await;
    let ours = "urn:waxseal:acr:device-key";
    let form = with(&scene.request("bank-agent"), "scope", "openid offline_access");
    let tokens = scene.tokens(&with(&form, "acr_values", ours)).await;
    assert_eq!(claims(&tokens["access_token"])["acr"], ours);
    assert_eq!(claims(&tokens["id_token"])["acr"], ours);
    // RFC 9068 2.2.1: it is about the authentication, which a later token does not change.
    let next = scene.refresh("bank-agent", tokens["refresh_token"].as_str().unwrap(), &[]).await.ok();
    assert_eq!(claims(&next["access_token"])["acr"], ours);
    // What was not asked for is not claimed.
    assert_eq!(claims(&scene.tokens(&form).await["access_token"])["acr"], Value::Null);
}

#[tokio::test]
async fn a_token_lives_as_long_as_its_api_says() {
    let scene = Scene::with("[[apis]]\nidentifier = \"urn:brief\"\ntoken_lifetime = 60\n").await;
    let form = with(&with(&scene.request("bank-agent"), "audience", "urn:brief"), "scope", "openid");
    let tokens = scene.tokens(&form).await;
    assert_eq!(tokens["expires_in"], 60);
    assert_eq!(claims(&tokens["access_token"])["exp"], scene.now() + 60);
}

#[tokio::test]
async fn a_handle_is_good_for_its_client_alone() {
    let scene = Scene::plain().await;
    let form = scene.request("bank-agent");
    let handle = scene.ask(&form).await;
    scene.redeem(&credentials("other-agent"), &handle).await.refusal(400, "invalid_grant");
    scene.approve().await;
    scene.redeem(&credentials("other-agent"), &handle).await.refusal(400, "invalid_grant");
    scene.redeem(&form, &handle).await.ok();
}

#[tokio::test]
async fn a_denial_is_access_denied_and_stays_one() {
    let scene = Scene::plain().await;
    let form = scene.request("bank-agent");
    let handle = scene.ask(&form).await;
    scene.deny().await;
    for _ in 0..2 {
        scene.redeem(&form, &handle).await.refusal(400, "access_denied");
    }
}
