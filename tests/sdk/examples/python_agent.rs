//! `examples/python-agent`: a tool behind `auth0-ai`.

use e2e::ready_item;
use waxseal_protocol::device::DecisionOutcome;

use super::program::{Ended, Example};
use crate::scene::Scene;

const ORDERED: &str = "Agent: Order placed: buy 120 ZEKO, limit 41.75 USD\n";
const SENTENCE: &str = "Buy 120 ZEKO at 41.75 USD";

#[tokio::test]
async fn the_tool_runs_once_it_is_approved() {
    let scene = Scene::demo().await;
    let _person = scene.person(DecisionOutcome::Approved).await;
    let ended = Example::new(&scene, "python-agent").python(&["agent.py", SENTENCE]).await;
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(ended.out.ends_with(ORDERED), "{ended:?}");
}

#[tokio::test]
async fn denied_expired_and_impossible_are_told_apart() {
    let scene = Scene::demo().await;
    let example = Example::new(&scene, "python-agent");
    let ended = example.python(&["agent.py", SENTENCE]).await;
    assert_eq!(ended.code, Some(1), "{ended:?}");
    assert!(ended.errors.contains("User does not have push notifications set up"), "{ended:?}");

    let person = scene.person(DecisionOutcome::Denied).await;
    let ended = example.python(&["agent.py", SENTENCE]).await;
    assert_eq!(ended.code, Some(3), "{ended:?}");
    assert!(ended.out.ends_with("Agent: You denied it, so I did not buy anything.\n"), "{ended:?}");
    drop(person);

    let ended = example.python(&["agent.py", "--expiry", "3", SENTENCE]).await;
    assert_eq!(ended.code, Some(4), "{ended:?}");
    assert!(ended.out.ends_with("Agent: Nobody answered, so I did not buy anything.\n"), "{ended:?}");
}

#[tokio::test]
async fn another_process_goes_on_with_the_same_request() {
    for (outcome, code, said) in [
        (DecisionOutcome::Approved, 0, ORDERED),
        (DecisionOutcome::Denied, 3, "Agent: You denied it, so I did not buy anything.\n"),
    ] {
        let scene = Scene::demo().await;
        let device = scene.absent_person().await;
        let kept = scene.server.folder.path().join("kept.json");
        let run = async || {
            let arguments = ["agent.py", "--interrupt", kept.to_str().unwrap(), SENTENCE];
            Example::new(&scene, "python-agent").python(&arguments).await
        };
        let ended = run().await;
        assert_eq!(ended.code, Some(5), "{ended:?}");
        let item = ready_item(&device).await;
        assert_eq!(run().await.code, Some(5));
        assert_eq!(device.snapshot().items.len(), 1, "it asked again");

        device.decide_unattended(&item.id(), outcome).await.unwrap();
        let ended = until_answered(run).await;
        assert_eq!(ended.code, Some(code), "{ended:?}");
        assert!(ended.out.ends_with(said), "{ended:?}");
        assert!(!kept.exists(), "the token is left behind");
    }
}

/// Runs it again while it is told to poll more slowly.
async fn until_answered(run: impl AsyncFn() -> Ended) -> Ended {
    for _ in 0..20 {
        let ended = run().await;
        if ended.code != Some(5) {
            return ended;
        }
    }
    panic!("it never heard of the answer");
}
