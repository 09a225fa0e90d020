//! Pairwise names (OpenID Connect Core 8, CIBA Core 4): one for each sector, the same everywhere in
//! it, and only for clients that their sector knows.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::http::StatusCode;
use axum::routing::get;
use e2e::HANNA;
use serde_json::{Map, Value, json};
use waxseal_protocol::jose::SigningKey;
use waxseal_server::directory::{ApiDraft, Origin};

use crate::scene::{Pair, Reply, Scene, Setup, claims, client, with};

/// A host with the sector's document and its clients' keys. It answers to two names, which are two
/// sectors.
struct Sector {
    port: u16,
    key: SigningKey,
    document: Arc<Mutex<(StatusCode, String)>>,
    fetched: Arc<AtomicUsize>,
}

impl Sector {
    async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let key = SigningKey::generate().unwrap();
        let keys = json!({"keys": [key.public()]}).to_string();
        let members = json!([format!("http://127.0.0.1:{port}/jwks"), format!("http://localhost:{port}/jwks")]);
        let document = Arc::new(Mutex::new((StatusCode::OK, members.to_string())));
        let fetched = Arc::new(AtomicUsize::new(0));
        let (shown, counter) = (Arc::clone(&document), Arc::clone(&fetched));
        let answer = move || {
            counter.fetch_add(1, Ordering::SeqCst);
            let document = shown.lock().unwrap().clone();
            async move { document }
        };
        let router = Router::new().route("/sector", get(answer)).route("/jwks", get(move || async move { keys }));
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { port, key, document, fetched }
    }

    /// A client of the sector with this host name, whose document is said to be on the other host.
    fn client(&self, id: &str, host: &str, document_at: Option<&str>) -> String {
        let port = self.port;
        let document = document_at
            .map(|host| format!("sector_identifier_uri = \"http://{host}:{port}/sector\"\n"))
            .unwrap_or_default();
        let lines = format!(
            "subject_type = \"pairwise\"\nbackchannel_authentication_request_signing_alg = \"ES256\"\n\
             jwks_uri = \"http://{host}:{port}/jwks\"\n{document}"
        );
        client(id, &lines)
    }

    async fn scene(tables: String) -> Scene {
        Scene::new(Setup { top: "allow_private_network = true", tables, ..Setup::default() }).await
    }

    /// A signed request to Hanna by her address: her id is no name for her here.
    fn request(&self, scene: &Scene, id: &str) -> Vec<Pair> {
        scene.signed(&self.key, &with(&scene.request(id), "login_hint", "hanna@example.com"))
    }

    /// Hanna's name for a client, and the access token it stands in.
    async fn name(&self, scene: &Scene, id: &str) -> (Value, String) {
        let tokens = scene.tokens(&self.request(scene, id)).await;
        let name = claims(&tokens["id_token"])["sub"].clone();
        assert_eq!(claims(&tokens["access_token"])["sub"], name);
        assert_ne!(name, HANNA);
        (name, tokens["access_token"].as_str().unwrap().to_owned())
    }
}

#[tokio::test]
async fn a_pairwise_name_is_one_for_each_sector_and_the_same_everywhere_in_it() {
    let sector = Sector::start().await;
    let tables = sector.client("one", "127.0.0.1", Some("localhost"))
        + &sector.client("sibling", "localhost", Some("localhost"))
        + &sector.client("two", "localhost", Some("127.0.0.1"));
    let scene = Sector::scene(tables).await;
    let mut names = Vec::new();
    for id in ["one", "sibling", "two"] {
        let (name, access_token) = sector.name(&scene, id).await;
        assert_eq!(scene.introspect(id, &access_token).await["sub"], name);
        let userinfo = scene.http.get(scene.url("userinfo")).bearer_auth(access_token);
        assert_eq!(Reply::of(userinfo).await.ok()["sub"], name);
        names.push(name);
    }
    assert_eq!(names[0], names[1], "one sector, one name");
    assert_ne!(names[0], names[2], "two sectors cannot tell that it is the same person");
}

#[tokio::test]
async fn without_a_document_the_sector_is_the_host_of_the_keys() {
    let sector = Sector::start().await;
    let tables = sector.client("here", "127.0.0.1", None)
        + &sector.client("there", "localhost", None)
        + &sector.client("named", "localhost", Some("127.0.0.1"));
    let scene = Sector::scene(tables).await;
    let (here, _) = sector.name(&scene, "here").await;
    let (there, _) = sector.name(&scene, "there").await;
    let (named, _) = sector.name(&scene, "named").await;
    assert_ne!(here, there);
    assert_eq!(here, named, "the host of the keys of one is the sector that the other names");
}

#[tokio::test]
async fn a_pairwise_name_is_a_hint_for_its_sector_alone() {
    let sector = Sector::start().await;
    let tables = sector.client("one", "127.0.0.1", None) + &sector.client("two", "localhost", None);
    let scene = Sector::scene(tables).await;
    let (name, _) = sector.name(&scene, "one").await;
    let hint = json!({"format": "iss_sub", "iss": scene.server.issuer(), "sub": name}).to_string();
    let request = |id| scene.signed(&sector.key, &with(&scene.request(id), "login_hint", hint.as_str()));
    scene.ask(&request("one")).await;
    scene.refused(&request("two"), 400, "unknown_user_id").await;
}

#[tokio::test]
async fn a_client_that_its_sector_does_not_list_is_refused() {
    let sector = Sector::start().await;
    let scene = Sector::scene(sector.client("one", "127.0.0.1", Some("localhost"))).await;
    let request = || sector.request(&scene, "one");
    let listed = sector.document.lock().unwrap().clone();
    for (status, text) in [
        (StatusCode::OK, json!(["https://elsewhere.example/jwks"]).to_string()),
        (StatusCode::OK, json!({"jwks_uri": "not a list"}).to_string()),
        (StatusCode::NOT_FOUND, listed.1.clone()),
    ] {
        *sector.document.lock().unwrap() = (status, text.clone());
        let description = scene.refused(&request(), 400, "unauthorized_client").await;
        assert!(description.contains("/sector"), "{text}: {description}");
        scene.clock.advance(Duration::from_secs(11));
    }
    *sector.document.lock().unwrap() = listed;
    scene.ask(&request()).await;
}

#[tokio::test]
async fn a_sector_is_asked_once_a_day_and_not_for_each_request() {
    let sector = Sector::start().await;
    let scene = Sector::scene(sector.client("one", "127.0.0.1", Some("localhost"))).await;
    let asked = || sector.fetched.load(Ordering::SeqCst);
    for _ in 0..3 {
        scene.ask(&sector.request(&scene, "one")).await;
    }
    assert_eq!(asked(), 1);
    scene.clock.advance(Duration::from_hours(25));
    *sector.document.lock().unwrap() = (StatusCode::OK, "[]".to_owned());
    for _ in 0..3 {
        scene.refused(&sector.request(&scene, "one"), 400, "unauthorized_client").await;
    }
    assert_eq!(asked(), 2, "after a no it waits before it asks again");
}

/// RFC 7662 2.2: the API has a sector of its own, so it cannot put what it knows together with a client.
#[tokio::test]
async fn an_api_with_a_sector_of_its_own_has_its_own_name_for_the_person() {
    let sector = Sector::start().await;
    let api = "\n[[apis]]\nidentifier = \"https://ledger.example/\"\nsubject_type = \"pairwise\"\n\
               introspection_clients = [\"ledger\"]\nscopes = [\"transfer:create\"]\n\
               \n[[apis]]\nidentifier = \"urn:audit\"\nsubject_type = \"pairwise\"\n\
               sector_identifier = \"ledger.example\"\nscopes = [\"transfer:create\"]\n";
    let tables = sector.client("one", "127.0.0.1", None) + &client("ledger", "") + api;
    let scene = Sector::scene(tables).await;
    let offline = "openid transfer:create offline_access";
    let request = |client: &str, audience: &str| {
        let form = with(&with(&scene.request(client), "audience", audience), "scope", offline);
        with(&form, "login_hint", "hanna@example.com")
    };
    let plain = scene.tokens(&request("bank-agent", "https://ledger.example/")).await;
    let pairwise = scene.tokens(&scene.signed(&sector.key, &request("one", "https://ledger.example/"))).await;
    let audit = scene.tokens(&request("bank-agent", "urn:audit")).await;
    let unfiltered = scene.tokens(&request("bank-agent", "urn:my-api")).await;
    let name = |tokens: &Value, token: &str| claims(&tokens[token])["sub"].clone();
    let of_api = name(&plain, "access_token");
    assert_ne!(of_api, HANNA);
    assert_eq!(name(&pairwise, "access_token"), of_api, "one person, one name for the API, whoever asks");
    assert_eq!(name(&audit, "access_token"), of_api, "one sector, one name");
    assert_eq!(name(&unfiltered, "access_token"), HANNA, "an API without a sector sees the client's name");
    assert_eq!(name(&plain, "id_token"), HANNA, "the client has its own");
    let of_client = name(&pairwise, "id_token");
    assert!(of_client != of_api && of_client != HANNA);

    // Whoever looks a token up reads its own name. The API has the token, too, so userinfo says nothing for it.
    for (client, tokens, own) in [("bank-agent", &plain, json!(HANNA)), ("one", &pairwise, of_client)] {
        let token = tokens["access_token"].as_str().unwrap();
        assert_eq!(scene.introspect("ledger", token).await["sub"], of_api, "{client}");
        assert_eq!(scene.introspect(client, token).await["sub"], own, "{client}");
        let userinfo = scene.http.get(scene.url("userinfo")).bearer_auth(token);
        let refused = Reply::of(userinfo).await;
        let error = (refused.status.as_u16(), refused.body["error"].as_str());
        assert_eq!(error, (401, Some("invalid_token")), "{client}: {}", refused.text);
    }
    // Without an API's sector, it says what the ID token says.
    let userinfo = scene.http.get(scene.url("userinfo")).bearer_auth(unfiltered["access_token"].as_str().unwrap());
    assert_eq!(Reply::of(userinfo).await.ok()["sub"], HANNA);
    let refresh = plain["refresh_token"].as_str().unwrap();
    assert_eq!(scene.introspect("bank-agent", refresh).await["sub"], HANNA);
    let fresh = scene.refresh("bank-agent", refresh, &[]).await.ok();
    assert_eq!((name(&fresh, "access_token"), name(&fresh, "id_token")), (of_api.clone(), json!(HANNA)));

    // A receipt has the person's id in it.
    let receipt = |client: &str| {
        let id = claims(&plain["access_token"])["transaction_linking_id"].as_str().unwrap().to_owned();
        with(&crate::scene::credentials(client), "transaction_linking_id", id)
    };
    scene.post("oauth/receipt", &receipt("ledger")).await.refusal(400, "invalid_request");
    assert_eq!(scene.post("oauth/receipt", &receipt("bank-agent")).await.status, 200);

    // The API's name is no hint at the client's: nobody can be asked by it.
    let hint = json!({"format": "iss_sub", "iss": scene.server.issuer(), "sub": of_api}).to_string();
    scene.refused(&with(&scene.request("bank-agent"), "login_hint", hint), 400, "unknown_user_id").await;
}

/// A token from before the API had a sector still has the client's name in it.
#[tokio::test]
async fn an_old_token_is_looked_up_by_the_name_of_today() {
    let table = |lines: &str| {
        format!(
            "\n[[apis]]\nidentifier = \"https://ledger.example/\"\nintrospection_clients = [\"ledger\"]\n\
             scopes = [\"transfer:create\"]\n{lines}"
        )
    };
    let tables = client("ledger", "") + &table("");
    let mut scene = Scene::new(Setup { tables, ..Setup::default() }).await;
    let request = |scene: &Scene| with(&scene.request("bank-agent"), "audience", "https://ledger.example/");
    let old = scene.tokens(&request(&scene)).await["access_token"].as_str().unwrap().to_owned();
    assert_eq!(scene.introspect("ledger", &old).await["sub"], HANNA);
    let draft = json!({
        "identifier": "https://ledger.example/", "subject_type": "pairwise", "introspection_clients": ["ledger"],
        "scopes": ["transfer:create"],
    });
    let api = serde_json::from_value::<ApiDraft>(draft).unwrap().check().unwrap();
    scene.server.config.directory.add_api(api, Origin::Configuration, Map::new());
    scene.server.stop().await;
    scene.server.restart().await;
    let name = claims(&scene.tokens(&request(&scene)).await["access_token"])["sub"].clone();
    assert_ne!(name, HANNA);
    assert_eq!(scene.introspect("ledger", &old).await["sub"], name);
    assert_eq!(scene.introspect("bank-agent", &old).await["sub"], HANNA);
    let userinfo = scene.http.get(scene.url("userinfo")).bearer_auth(&old);
    assert_eq!(Reply::of(userinfo).await.status, 401);
}
