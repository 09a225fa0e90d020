//! The Management API: people, clients, APIs, client grants and enrolments, in Auth0's shapes.

use e2e::{HANNA, OMAR};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::operator::{Operator, created, failed, gone, in_path};
use crate::scene::{Pair, Reply, with};
use crate::user_code::set;

#[tokio::test]
async fn people_come_change_and_go() {
    let operator = Operator::new().await;
    let mia = json!({
        "connection": "Username-Password-Authentication", "user_id": "mia", "name": "Mia", "email": "mia@example.com",
        "email_verified": true, "password": "never kept", "user_metadata": {"a": 1, "b": 2},
    });
    let reply = created(operator.call(Method::POST, "users", &mia).await);
    assert_eq!((&reply["user_id"], &reply["email"]), (&json!("auth0|mia"), &json!("mia@example.com")));
    assert!(!reply.to_string().contains("never kept"), "{reply}");
    failed(&operator.call(Method::POST, "users", &mia).await, 409);
    let path = format!("users/{}", in_path("auth0|mia"));
    assert_eq!(operator.read(&path).await.ok()["name"], "Mia");
    let by_email = operator.read("users-by-email?email=MIA%40example.com").await.ok();
    assert_eq!(by_email[0]["user_id"], "auth0|mia");
    assert_eq!(operator.read(&format!("{path}?fields=email")).await.ok(), json!({"email": "mia@example.com"}));

    let change = json!({"name": "Mia M.", "user_metadata": {"b": null, "c": 3}});
    let patched = operator.call(Method::PATCH, &path, &change).await.ok();
    assert_eq!((&patched["name"], &patched["email"]), (&json!("Mia M."), &json!("mia@example.com")));
    assert_eq!(patched["user_metadata"], json!({"a": 1, "c": 3}));

    let list = operator.read("users?include_totals=true&per_page=2").await.ok();
    assert_eq!(
        (&list["total"], &list["length"], &list["start"], &list["limit"]),
        (&json!(3), &json!(2), &json!(0), &json!(2))
    );
    assert_eq!(operator.read("users").await.ok().as_array().unwrap().len(), 3);
    gone(&operator.call(Method::DELETE, &path, &Value::Null).await);
    failed(&operator.read(&path).await, 404);
    for bad in [json!({"name": "x"}), json!({"connection": "x", "email": 7}), json!([]), json!("x")] {
        failed(&operator.call(Method::POST, "users", &bad).await, 400);
    }
}

/// What the operator says last counts, and so does what the person says last.
#[tokio::test]
async fn a_user_code_is_the_persons_until_the_operator_gives_another() {
    let operator = Operator::new().await;
    let scene = &operator.scene;
    let agent = json!({
        "name": "Code Agent", "token_endpoint_auth_method": "client_secret_post", "backchannel_user_code_parameter": true,
    });
    let agent = created(operator.call(Method::POST, "clients", &agent).await);
    let mia = json!({"connection": "c", "user_id": "mia", "name": "Mia", "user_code": "1111"});
    created(operator.call(Method::POST, "users", &mia).await);
    let device = scene.enroll("auth0|mia").await;
    let path = format!("users/{}", in_path("auth0|mia"));
    let change_mia = async |change: Value| {
        let reply = operator.call(Method::PATCH, &path, &change).await.ok();
        assert!(reply.get("user_code").is_none(), "{reply}");
    };
    let form = |code: &str| -> Vec<Pair> {
        let mut form = with(&scene.request("bank-agent"), "login_hint", "auth0|mia");
        for (name, member) in [("client_id", "client_id"), ("client_secret", "client_secret")] {
            form = with(&form, name, agent[member].as_str().unwrap());
        }
        if code.is_empty() { form } else { with(&form, "user_code", code) }
    };
    scene.ask(&form("1111")).await;
    assert_eq!(set(&device, "2222").await.0, StatusCode::NO_CONTENT);
    change_mia(json!({"name": "Mia M."})).await;
    scene.ask(&form("2222")).await;
    change_mia(json!({"user_code": "3333"})).await;
    scene.refused(&form("2222"), 400, "invalid_user_code").await;
    scene.ask(&form("3333")).await;
    assert_eq!(set(&device, "4444").await.0, StatusCode::NO_CONTENT);
    change_mia(json!({"user_code": "3333"})).await;
    scene.ask(&form("3333")).await;
    assert_eq!(set(&device, "5555").await.0, StatusCode::NO_CONTENT);
    change_mia(json!({"user_code": null})).await;
    scene.ask(&form("")).await;
    // Somebody who gets the id later has no code of somebody else.
    assert_eq!(set(&device, "6666").await.0, StatusCode::NO_CONTENT);
    gone(&operator.call(Method::DELETE, &path, &Value::Null).await);
    created(operator.call(Method::POST, "users", &json!({"connection": "c", "user_id": "mia", "name": "Mia"})).await);
    scene.enroll("auth0|mia").await;
    scene.ask(&form("")).await;
}

#[tokio::test]
async fn apis_are_found_by_id_and_by_identifier() {
    let operator = Operator::new().await;
    let api = json!({"identifier": "https://api.example/", "name": "API", "scopes": [{"value": "a"}]});
    let made = created(operator.call(Method::POST, "resource-servers", &api).await);
    failed(&operator.call(Method::POST, "resource-servers", &api).await, 409);
    let by_id = format!("resource-servers/{}", made["id"].as_str().unwrap());
    let by_identifier = format!("resource-servers/{}", in_path("https://api.example/"));
    assert_eq!(operator.read(&by_id).await.ok(), operator.read(&by_identifier).await.ok());
    let patch = json!({"scopes": [{"value": "a"}, {"value": "b"}], "authorization_details": [{"type": "t"}]});
    let patched = operator.call(Method::PATCH, &by_id, &patch).await.ok();
    assert_eq!(patched["scopes"].as_array().unwrap().len(), 2);
    assert_eq!(patched["authorization_details"], json!([{"type": "t"}]));
    failed(&operator.call(Method::PATCH, &by_id, &json!({"identifier": "urn:x"})).await, 400);
    failed(&operator.call(Method::POST, "resource-servers", &json!({"name": "nameless"})).await, 400);
    gone(&operator.call(Method::DELETE, &by_id, &Value::Null).await);
}

#[tokio::test]
async fn a_client_grant_opens_an_api_to_a_client() {
    let operator = Operator::new().await;
    let scene = &operator.scene;
    let night = json!({"name": "Night", "grant_types": ["client_credentials"]});
    let night = created(operator.call(Method::POST, "clients", &night).await);
    let text = |member: &str| night[member].as_str().unwrap().to_owned();
    let form: Vec<Pair> = vec![
        ("client_id", text("client_id")),
        ("client_secret", text("client_secret")),
        ("grant_type", "client_credentials".to_owned()),
        ("audience", "urn:my-api".to_owned()),
    ];
    scene.post("oauth/token", &form).await.refusal(403, "access_denied");
    let grant = json!({"client_id": night["client_id"], "audience": "urn:my-api", "scope": ["transfer:read"]});
    let made = created(operator.call(Method::POST, "client-grants", &grant).await);
    failed(&operator.call(Method::POST, "client-grants", &grant).await, 409);
    assert_eq!(scene.post("oauth/token", &form).await.ok()["scope"], "transfer:read");
    let path = format!("client-grants/{}", made["id"].as_str().unwrap());
    operator.call(Method::PATCH, &path, &json!({"scope": ["transfer:create"]})).await.ok();
    assert_eq!(scene.post("oauth/token", &form).await.ok()["scope"], "transfer:create");
    let list = operator.read(&format!("client-grants?client_id={}", text("client_id"))).await.ok();
    assert_eq!((list.as_array().unwrap().len(), &list[0]["id"]), (1, &made["id"]));
    gone(&operator.call(Method::DELETE, &path, &Value::Null).await);
    scene.post("oauth/token", &form).await.refusal(403, "access_denied");
    for bad in [json!({"client_id": "nobody", "audience": "urn:my-api", "scope": []}), json!({})] {
        let reply = operator.call(Method::POST, "client-grants", &bad).await;
        assert!(reply.status.is_client_error(), "{}", reply.text);
    }
}

#[tokio::test]
async fn devices_are_invited_listed_and_removed() {
    let operator = Operator::new().await;
    let scene = &operator.scene;
    let ask = json!({"user_id": OMAR});
    let ticket = operator.call(Method::POST, "guardian/enrollments/ticket", &ask).await.ok();
    assert!(ticket["ticket_id"].as_str().unwrap().starts_with("gten_"), "{ticket}");
    let page = ticket["ticket_url"].as_str().unwrap();
    assert!(page.starts_with(scene.server.issuer()) && page.contains(ticket["ticket_id"].as_str().unwrap()), "{page}");
    // The page's ticket is not a device's.
    let stranger = scene.device.with_new_key(Some("stranger"));
    let (status, _) = stranger.enroll_with(ticket["ticket_id"].as_str().unwrap(), "WAXSEAL").await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    let nobody = json!({"user_id": "auth0|nobody"});
    failed(&operator.call(Method::POST, "guardian/enrollments/ticket", &nobody).await, 404);

    let path = format!("users/{}/enrollments", in_path(HANNA));
    let list = operator.read(&path).await.ok();
    assert_eq!(list.as_array().unwrap().len(), 1);
    let device = &list[0];
    assert_eq!((&device["id"], &device["name"]), (&json!(scene.device.id), &json!("Raw")));
    assert_eq!((&device["status"], &device["auth_method"]), (&json!("confirmed"), &json!("guardian")));
    let enrollment = format!("guardian/enrollments/{}", scene.device.id);
    assert_eq!(operator.read(&enrollment).await.ok()["identifier"], scene.device.identifier);

    let form = scene.request("bank-agent");
    scene.ask(&form).await;
    let notification = scene.device.pending().await.remove(0);
    gone(&operator.call(Method::DELETE, &enrollment, &Value::Null).await);
    failed(&operator.read(&enrollment).await, 404);
    let (status, body) = scene.device.resolve(&notification, &scene.device.approval(&notification, "x")).await;
    assert_eq!((status, &body["errorCode"]), (StatusCode::UNAUTHORIZED, &json!("device_revoked")));
    scene.refused(&form, 400, "invalid_request").await;
    assert_eq!(operator.read(&path).await.ok(), json!([]));
}

/// Auth0's grants are for people, or for the client itself.
#[tokio::test]
async fn a_grant_for_people_gives_a_client_no_token_of_its_own() {
    let operator = Operator::new().await;
    let scene = &operator.scene;
    let api = json!({"identifier": "urn:shop", "scopes": [{"value": "read:orders"}]});
    assert_eq!(operator.call(Method::POST, "resource-servers", &api).await.status, StatusCode::CREATED);
    let helper = json!({"name": "Helper", "grant_types": ["client_credentials"]});
    let helper = operator.call(Method::POST, "clients", &helper).await.body;
    let form = vec![
        ("client_id", helper["client_id"].as_str().unwrap().to_owned()),
        ("client_secret", helper["client_secret"].as_str().unwrap().to_owned()),
        ("grant_type", "client_credentials".to_owned()),
        ("audience", "urn:shop".to_owned()),
    ];
    let granting = async |subject: &str| {
        let grant = json!({
            "client_id": helper["client_id"], "audience": "urn:shop", "scope": ["read:orders"], "subject_type": subject,
        });
        let reply = operator.call(Method::POST, "client-grants", &grant).await;
        assert_eq!((reply.status, &reply.body["subject_type"]), (StatusCode::CREATED, &json!(subject)));
    };
    granting("user").await;
    assert_eq!(scene.post("oauth/token", &form).await.status, StatusCode::FORBIDDEN);
    granting("client").await;
    scene.post("oauth/token", &form).await.ok();
    let grants = operator.read("client-grants?audience=urn%3Ashop").await.ok();
    assert_eq!(grants.as_array().unwrap().len(), 2, "one of each kind");
}

#[tokio::test]
async fn nobody_gets_tokens_for_an_api_that_is_gone() {
    let operator = Operator::new().await;
    let scene = &operator.scene;
    let api = json!({"identifier": "urn:shop", "scopes": [{"value": "read:orders"}]});
    assert_eq!(operator.call(Method::POST, "resource-servers", &api).await.status, StatusCode::CREATED);
    let form = with(&scene.request("bank-agent"), "audience", "urn:shop");
    let form = with(&form, "scope", "openid read:orders offline_access");
    let form: Vec<_> = form.into_iter().filter(|(name, _)| *name != "authorization_details").collect();
    let tokens = scene.tokens(&form).await;
    let approved = scene.ask(&form).await;
    scene.approve().await;
    gone(&operator.call(Method::DELETE, "resource-servers/urn%3Ashop", &Value::Null).await);
    let refresh = tokens["refresh_token"].as_str().unwrap();
    scene.refresh("bank-agent", refresh, &[]).await.refusal(400, "invalid_target");
    scene.redeem(&form, &approved).await.refusal(400, "access_denied");
}

/// Auth0 can do more, and nobody may think that it is done here.
#[tokio::test]
async fn what_is_not_kept_to_is_refused() {
    let operator = Operator::new().await;
    let api = json!({"identifier": "urn:shop", "scopes": [{"value": "read:orders"}]});
    assert_eq!(operator.call(Method::POST, "resource-servers", &api).await.status, StatusCode::CREATED);
    let refused = async |path: &str, body: &Value, place: &str| {
        let reply = operator.call(Method::POST, path, body).await;
        assert!(reply.status == StatusCode::BAD_REQUEST && reply.text.contains(place), "{}", reply.text);
    };
    let grant = json!({"client_id": "other-agent", "audience": "urn:shop", "scope": ["read:orders"]});
    let also = |body: &Value, name: &str, value: Value| {
        let mut body = body.clone();
        body[name] = value;
        body
    };
    refused("client-grants", &also(&grant, "subject_type", json!("anybody")), "`client` or `user`").await;
    let other = json!({"identifier": "urn:mine", "scopes": []});
    for (kind, policy) in [("user", "deny_all"), ("client", "deny_all"), ("client", "allow_all")] {
        let policies = json!({kind: {"policy": policy}});
        refused("resource-servers", &also(&other, "subject_type_authorization", policies), kind).await;
    }
    refused("clients", &json!({"name": "Weak", "client_secret": "guess"}), "client_secret").await;

    // Who takes an API away takes what was granted of it.
    let granted = operator.call(Method::POST, "client-grants", &grant).await;
    assert_eq!(granted.status, StatusCode::CREATED, "{}", granted.text);
    gone(&operator.call(Method::DELETE, "resource-servers/urn%3Ashop", &Value::Null).await);
    assert_eq!(operator.call(Method::POST, "resource-servers", &api).await.status, StatusCode::CREATED);
    let grants = operator.read("client-grants?audience=urn%3Ashop").await.ok();
    assert_eq!(grants, json!([]));
}

#[tokio::test]
async fn logs_tell_what_happened() {
    let operator = Operator::new().await;
    let form = operator.scene.request("bank-agent");
    let details = r#"[{"type":"note","beneficiary":"Secretive"}]"#;
    operator.scene.tokens(&with(&form, "authorization_details", details)).await;
    let found = async |query: &str| operator.read(&format!("logs?q={query}")).await.ok();
    let start = found("type:ciba_start_succeeded").await;
    assert_eq!(start.as_array().unwrap().len(), 1);
    assert_eq!((&start[0]["client_id"], &start[0]["user_id"]), (&json!("bank-agent"), &json!(HANNA)));
    assert_eq!((&start[0]["audience"], &start[0]["client_name"]), (&json!("urn:my-api"), &json!("bank-agent")));
    assert!(start[0]["date"].is_string() && start[0]["log_id"].is_string());
    let body = &start[0]["details"]["body"];
    assert_eq!((&body["audience"], &body["scope"]), (&start[0]["audience"], &start[0]["scope"]));
    let hint: Value = serde_json::from_str(body["login_hint"].as_str().unwrap()).unwrap();
    let issuer = operator.scene.server.issuer();
    assert_eq!(hint, json!({"format": "iss_sub", "iss": issuer, "sub": HANNA}));
    let linking = start[0]["details"]["transaction_linking_id"].as_str().unwrap();
    for kind in ["gd_auth_succeed", "ciba_exchange_succeeded"] {
        let events = found(&format!("type:{kind}")).await;
        assert_eq!(events[0]["transaction_linking_id"], linking, "{kind}");
    }
    let one = operator.read(&format!("logs/{}", start[0]["log_id"].as_str().unwrap())).await.ok();
    assert_eq!(one, start[0]);
    let all = operator.read("logs?per_page=100").await;
    assert!(!all.text.contains("Secretive"), "{}", all.text);
    // From a mark onwards, oldest first.
    let first = operator.read("logs?from=0&take=2").await.ok();
    let next = operator.read(&format!("logs?from={}&take=1", first[1]["log_id"].as_str().unwrap())).await.ok();
    assert_eq!((&first[0]["log_id"], &next[0]["log_id"]), (&json!("1"), &json!("3")));
    failed(&operator.read("logs/999999").await, 404);
}

#[tokio::test]
async fn what_is_configured_is_read_and_not_changed() {
    let operator = Operator::new().await;
    let grants = operator.read("client-grants?client_id=reader").await.ok();
    for path in [
        format!("users/{}", in_path(HANNA)),
        "clients/bank-agent".to_owned(),
        "resource-servers/urn%3Amy-api".to_owned(),
        format!("client-grants/{}", grants[0]["id"].as_str().unwrap()),
    ] {
        let shown = operator.read(&path).await.ok();
        assert!(!shown.to_string().contains("test-secret"), "{shown}");
        failed(&operator.call(Method::PATCH, &path, &json!({"name": "changed", "scope": ["read:logs"]})).await, 403);
        failed(&operator.call(Method::DELETE, &path, &Value::Null).await, 403);
        assert_eq!(operator.read(&path).await.ok(), shown);
    }
    failed(&operator.call(Method::POST, "clients/bank-agent/rotate-secret", &Value::Null).await, 403);
    operator.scene.ask(&operator.scene.request("bank-agent")).await;
}

#[tokio::test]
async fn only_tokens_for_this_api_with_the_scope_open_it() {
    let operator = Operator::new().await;
    let scene = &operator.scene;
    let reader = Operator::token_of(scene, "reader").await;
    let persons = scene.tokens(&scene.request("bank-agent")).await;
    let persons = persons["access_token"].as_str().unwrap();
    operator.call_with(&reader, Method::GET, "users", &Value::Null).await.ok();
    for (method, path) in [
        (Method::POST, "users"),
        (Method::GET, "clients"),
        (Method::POST, "clients"),
        (Method::DELETE, "clients/bank-agent"),
        (Method::GET, "resource-servers"),
        (Method::GET, "client-grants"),
        (Method::POST, "client-grants"),
        (Method::POST, "guardian/enrollments/ticket"),
        (Method::GET, "guardian/enrollments/x"),
        (Method::GET, "logs"),
        (Method::GET, "keys/signing"),
        (Method::POST, "keys/signing/rotate"),
    ] {
        let body = if method == Method::POST { json!({"user_id": HANNA}) } else { Value::Null };
        let reply = operator.call_with(&reader, method.clone(), path, &body).await;
        failed(&reply, 403);
        assert_eq!(reply.body["errorCode"], "insufficient_scope", "{path}");
        for token in [persons, "x.y.z"] {
            failed(&operator.call_with(token, method.clone(), path, &body).await, 401);
        }
        let without = scene.http.request(method, scene.url(&format!("api/v2/{path}")));
        failed(&Reply::of(without).await, 401);
    }
}

/// Every call of the document is there, and asks for a token.
#[tokio::test]
async fn the_openapi_document_describes_the_calls_that_exist() {
    let operator = Operator::new().await;
    let document = operator.scene.get("api/v2/openapi.json").await;
    assert_eq!(document, waxseal_server::management_openapi(&operator.scene.url("api/v2")));
    let mut calls = 0;
    for (path, methods) in document["paths"].as_object().unwrap() {
        for method in methods.as_object().unwrap().keys().filter(|_| path != "/openapi.json") {
            let method: Method = method.to_uppercase().parse().unwrap();
            let url = operator.scene.url(&format!("api/v2{}", path.replace("{id}", "unknown")));
            let response = operator.scene.http.request(method.clone(), url).send().await.unwrap();
            assert_eq!(response.status(), StatusCode::UNAUTHORIZED, "{method} {path}");
            calls += 1;
        }
    }
    assert_eq!(calls, 31);
}
