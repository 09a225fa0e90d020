//! `examples/deploy-gate`: a deployment that a person approves first.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use tempfile::TempDir;
use waxseal_protocol::device::DecisionOutcome;

use super::program::{Ended, Example};
use crate::scene::{Scene, root};

/// What the gate needs to know, whoever runs it.
const SETTINGS: [&str; 5] =
    ["WAXSEAL_ISSUER", "WAXSEAL_CLIENT_ID", "WAXSEAL_CLIENT_SECRET", "WAXSEAL_AUDIENCE", "WAXSEAL_USER"];

/// A runner: the example with `waxseal` on its path, and a place where deployments land.
struct Runner {
    example: Example,
    folder: TempDir,
}

impl Runner {
    fn new(scene: &Scene) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let waxseal = e2e::waxseal();
        let path = format!("{}:{}", waxseal.parent().unwrap().display(), std::env::var("PATH").unwrap());
        let example = Example::new(scene, "deploy-gate")
            .with("PATH", &path)
            .with("DEPLOYED", folder.path().join("deployed").to_str().unwrap())
            .with("GITHUB_STEP_SUMMARY", folder.path().join("summary").to_str().unwrap());
        Self { example, folder }
    }

    async fn gate(&self, arguments: &[&str]) -> Ended {
        let service = ["./gate.sh", "--service", "payments-api", "--environment", "production"];
        self.example.run(&[&service, arguments].concat()).await
    }

    fn read(&self, name: &str) -> Option<String> {
        std::fs::read_to_string(self.folder.path().join(name)).ok()
    }
}

#[tokio::test]
async fn what_is_approved_is_deployed() {
    let scene = Scene::demo().await;
    let _person = scene.person(DecisionOutcome::Approved).await;
    let runner = Runner::new(&scene);
    let ended = runner.gate(&["--from", "v1.41.2", "--to", "v1.42.0", "--", "./deploy.sh"]).await;
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert_eq!(ended.out, "Deployed: payments-api v1.42.0 in production\n", "{ended:?}");
    assert_eq!(runner.read("deployed").unwrap(), "payments-api v1.42.0 in production\n");
    let summary = "Approved by auth0|hanna: payments-api v1.42.0 in production.\n";
    assert_eq!(runner.read("summary").unwrap(), summary);
    // The command's own end is the gate's.
    assert_eq!(runner.gate(&["--to", "v1.42.0", "--", "sh", "-c", "exit 42"]).await.code, Some(42));
    // What asks is kept from what deploys.
    let ended = runner.gate(&["--to", "v1.42.0", "--", "env"]).await;
    assert!(ended.out.contains("APPROVAL_TOKEN=ey") && !ended.out.contains("demo-secret"), "{ended:?}");
}

#[tokio::test]
async fn what_is_denied_or_left_unanswered_is_not_deployed_and_the_codes_differ() {
    let scene = Scene::demo().await;
    let runner = Runner::new(&scene);
    let person = scene.person(DecisionOutcome::Denied).await;
    let ended = runner.gate(&["--to", "v1.42.0", "--", "./deploy.sh"]).await;
    assert_eq!(ended.code, Some(3), "{ended:?}");
    assert!(runner.read("summary").unwrap().starts_with("Denied: "));
    drop(person);

    let ended = runner.gate(&["--to", "v1.42.0", "--expiry", "2", "--", "./deploy.sh"]).await;
    assert_eq!(ended.code, Some(4), "{ended:?}");
    assert!(ended.errors.contains("Expired: nobody answered within 2 s."), "{ended:?}");

    let secret = Runner { example: runner.example.with("WAXSEAL_CLIENT_SECRET", "wrong"), folder: runner.folder };
    let ended = secret.gate(&["--to", "v1.42.0", "--", "./deploy.sh"]).await;
    assert_eq!(ended.code, Some(1), "{ended:?}");
    assert!(ended.errors.contains("error: nobody could be asked: "), "{ended:?}");
    assert_eq!(secret.read("deployed"), None);
}

#[tokio::test]
async fn hostile_names_are_shown_and_deployed_as_they_are() {
    let scene = Scene::demo().await;
    let device = scene.absent_person().await;
    let runner = Runner::new(&scene);
    let version = r#"v1"],"environment":"staging $(touch pwned) `touch pwned`"#;
    let arguments = ["--to", version, "--", "./deploy.sh"];
    let (ended, ()) = tokio::join!(runner.gate(&arguments), async {
        let item = e2e::ready_item(&device).await;
        let card = item.card.as_ref().unwrap().to_text();
        assert!(card.contains("$(touch pwned)"), "{card}");
        device.decide_unattended(&item.id(), DecisionOutcome::Approved).await.unwrap();
    });
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert_eq!(runner.read("deployed").unwrap(), format!("payments-api {version} in production\n"));
    assert!(!folder().join("pwned").exists());
}

#[tokio::test]
async fn wrong_usage_asks_nobody() {
    let scene = Scene::demo().await;
    let device = scene.absent_person().await;
    let runner = Runner::new(&scene);
    for arguments in [&["--to", "v1"][..], &["--", "./deploy.sh"], &["--to"], &["--now", "--to", "v1", "--", "true"]] {
        let ended = runner.gate(arguments).await;
        assert_eq!(ended.code, Some(2), "{arguments:?}: {ended:?}");
        assert!(ended.errors.starts_with("error: "), "{ended:?}");
    }
    for name in SETTINGS {
        let runner =
            Runner { example: Runner::new(&scene).example.with(name, ""), folder: tempfile::tempdir().unwrap() };
        let ended = runner.gate(&["--to", "v1", "--", "./deploy.sh"]).await;
        assert_eq!(ended.code, Some(2), "{name}: {ended:?}");
        assert!(ended.errors.starts_with(&format!("error: {name} is not set")), "{ended:?}");
    }
    assert!(device.snapshot().items.is_empty());
}

#[tokio::test]
async fn the_step_of_the_workflow_deploys_what_is_approved() {
    let workflow = std::fs::read_to_string(folder().join("workflow.yml")).unwrap();
    let step = workflow.split("- name: Deploy once it is approved\n").nth(1).unwrap();
    let (script, environment) = step.split_once("        env:\n").unwrap();
    let script = script.split_once("run: |\n").unwrap().1;
    let names: BTreeSet<_> = environment.lines().filter_map(|line| line.trim().split(": ${{").next()).collect();
    assert!(SETTINGS.iter().all(|name| names.contains(name)), "{names:?}");

    let scene = Scene::demo().await;
    let _person = scene.person(DecisionOutcome::Approved).await;
    let runner = Runner::new(&scene);
    let example = runner.example.with("VERSION", "v1.42.0");
    // As a runner of GitHub Actions starts it.
    let ended = example.run(&["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]).await;
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert_eq!(ended.out, "Deployed: payments-api v1.42.0 in production\n");
}

fn folder() -> PathBuf {
    Path::join(&root(), "examples/deploy-gate")
}
