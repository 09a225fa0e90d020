//! Which way a person is reached: the client's channels in their order (Auth0's
//! `async_approval_notification_channels`).

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use e2e::{HANNA, OMAR};
use tokio::sync::mpsc;
use waxseal_protocol::ids::AuthReqId;
use waxseal_server::{ApprovalMail, MailError, Mailer};
use waxseal_store::Store as _;

use crate::scene::{Pair, Scene, Setup, client, with};

const REASON: &str = "No eligible notification channels were found. ";

/// Keeps the mails it is given.
#[derive(Debug)]
struct Outbox(mpsc::UnboundedSender<ApprovalMail>);

#[async_trait]
impl Mailer for Outbox {
    async fn send(&self, mail: ApprovalMail) -> Result<(), MailError> {
        self.0.send(mail).map_err(|error| MailError(error.to_string()))
    }
}

/// A server that sends mails, and where they arrive.
pub(crate) struct Post {
    pub(crate) scene: Scene,
    mails: mpsc::UnboundedReceiver<ApprovalMail>,
}

impl Post {
    async fn new(top: &'static str) -> Self {
        Self::with(top, tables()).await
    }

    pub(crate) async fn with(top: &'static str, tables: String) -> Self {
        let (sender, mails) = mpsc::unbounded_channel();
        let mailer: Arc<dyn Mailer> = Arc::new(Outbox(sender));
        let scene = Scene::new(Setup { top, tables, mailer: Some(mailer), ..Setup::default() }).await;
        Self { scene, mails }
    }

    async fn next(&mut self) -> ApprovalMail {
        let next = tokio::time::timeout(Duration::from_secs(10), self.mails.recv()).await;
        next.expect("a mail is sent").unwrap()
    }
}

/// Clients with each choice of channels, and Mia, who has a mailbox and no device.
pub(crate) fn tables() -> String {
    let channels = |id: &str, list: &str| client(id, &format!("async_approval_notification_channels = {list}"));
    channels("push-only", r#"["guardian-push"]"#)
        + &channels("push-then-mail", r#"["guardian-push", "email"]"#)
        + &channels("mail-then-push", r#"["email", "guardian-push"]"#)
        + &channels("mail-only", r#"["email"]"#)
        + &channels("by-no-way", "[]")
        + "\n[[users]]\nid = \"auth0|mia\"\nemail = \"mia@example.com\"\nemail_verified = true\n"
}

pub(crate) fn asking(scene: &Scene, client: &str, user: &str, expiry: &str) -> Vec<Pair> {
    with(&with(&scene.request(client), "login_hint", user), "requested_expiry", expiry)
}

/// How a request went out.
pub(crate) async fn channel(scene: &Scene, form: &[Pair]) -> String {
    let handle = AuthReqId::new(scene.ask(form).await);
    let request = scene.server.store.request_by_auth_req_id(&handle).await.unwrap().unwrap();
    request.facts.channel
}

async fn refused(scene: &Scene, form: &[Pair]) -> String {
    let description = scene.refused(form, 400, "invalid_request").await;
    description.strip_prefix(REASON).unwrap_or_else(|| panic!("{description}")).to_owned()
}

#[tokio::test]
async fn a_long_request_is_no_push() {
    let post = Post::new("").await;
    let scene = &post.scene;
    assert_eq!(channel(scene, &asking(scene, "push-only", HANNA, "300")).await, "guardian-push");
    let reason = refused(scene, &asking(scene, "push-only", HANNA, "301")).await;
    assert!(reason.starts_with("guardian-push: "), "{reason}");
    assert_eq!(scene.device.pending().await.len(), 1);
    // Clients that say nothing push.
    assert_eq!(channel(scene, &asking(scene, "bank-agent", HANNA, "300")).await, "guardian-push");
    refused(scene, &asking(scene, "bank-agent", HANNA, "301")).await;
}

#[tokio::test]
async fn a_long_request_goes_out_by_mail_where_the_client_has_it() {
    let mut post = Post::new("").await;
    let form = asking(&post.scene, "push-then-mail", HANNA, "259200");
    let handle = AuthReqId::new(post.scene.ask(&form).await);
    let mail = post.next().await;
    let request = post.scene.server.store.request_by_auth_req_id(&handle).await.unwrap().unwrap();
    assert_eq!((mail.to.as_str(), mail.name.as_str()), ("hanna@example.com", "Hanna Herwitz"));
    assert_eq!((mail.client_name.as_str(), mail.binding_message.as_deref()), ("push-then-mail", Some("1234ABCD")));
    assert_eq!(mail.consent_id, request.consent_id);
    assert_eq!(mail.expires_at.as_millisecond(), request.expires_at.as_millisecond());
    assert!(mail.url.as_str().starts_with(post.scene.server.issuer()), "{}", mail.url);
    assert!(mail.url.as_str().contains(request.consent_id.as_str()), "{}", mail.url);
    assert!(!mail.url.as_str().contains(handle.as_str()), "the handle is the client's alone");
    assert_eq!(request.facts.channel, "email");
}

#[tokio::test]
async fn mail_goes_to_verified_addresses_only() {
    let mut post = Post::new("").await;
    let reason = refused(&post.scene, &asking(&post.scene, "push-then-mail", OMAR, "301")).await;
    assert!(reason.contains("guardian-push: ") && reason.contains("email: "), "{reason}");
    refused(&post.scene, &asking(&post.scene, "mail-only", OMAR, "300")).await;
    // Nothing went to him: the first mail is Mia's.
    post.scene.ask(&asking(&post.scene, "mail-only", "auth0|mia", "300")).await;
    assert_eq!(post.next().await.to, "mia@example.com");
}

#[tokio::test]
async fn a_person_without_a_device_gets_a_mail() {
    let mut post = Post::new("").await;
    let scene = &post.scene;
    assert_eq!(channel(scene, &asking(scene, "push-then-mail", "auth0|mia", "300")).await, "email");
    refused(scene, &asking(scene, "push-only", "auth0|mia", "300")).await;
    assert_eq!(post.next().await.to, "mia@example.com");
}

#[tokio::test]
async fn the_clients_order_counts() {
    let mut post = Post::new("").await;
    let scene = &post.scene;
    assert_eq!(channel(scene, &asking(scene, "push-then-mail", HANNA, "300")).await, "guardian-push");
    assert_eq!(channel(scene, &asking(scene, "mail-then-push", HANNA, "300")).await, "email");
    scene.enroll(OMAR).await;
    assert_eq!(channel(scene, &asking(scene, "mail-then-push", OMAR, "300")).await, "guardian-push");
    refused(scene, &asking(scene, "by-no-way", HANNA, "300")).await;
    assert_eq!(post.next().await.client_name, "mail-then-push");
}

#[tokio::test]
async fn without_a_mailer_there_is_no_mail() {
    let scene = Scene::with(tables()).await;
    refused(&scene, &asking(&scene, "push-then-mail", HANNA, "301")).await;
    refused(&scene, &asking(&scene, "mail-only", HANNA, "300")).await;
    assert_eq!(channel(&scene, &asking(&scene, "mail-then-push", HANNA, "300")).await, "guardian-push");
}

#[tokio::test]
async fn a_server_without_push_uses_what_is_left() {
    let (sender, mut mails) = mpsc::unbounded_channel();
    let mailer: Arc<dyn Mailer> = Arc::new(Outbox(sender));
    let tables = tables() + "\n[channels]\nguardian_push = false\n";
    let scene = Scene::new(Setup { tables, mailer: Some(mailer), ..Setup::default() }).await;
    refused(&scene, &asking(&scene, "push-only", HANNA, "300")).await;
    assert_eq!(channel(&scene, &asking(&scene, "push-then-mail", HANNA, "300")).await, "email");
    assert_eq!(mails.recv().await.unwrap().to, "hanna@example.com");
}

#[tokio::test]
async fn a_strict_server_forbids_what_cannot_be_asked() {
    let post = Post::new("compatibility = \"strict\"").await;
    let form = asking(&post.scene, "push-only", OMAR, "300");
    let description = post.scene.refused(&form, 403, "access_denied").await;
    assert!(description.starts_with(REASON), "{description}");
}
