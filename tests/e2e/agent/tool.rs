//! Tools that run only after an approval, in the quickstart's three behaviours.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use e2e::HANNA;
use serde::{Deserialize, Serialize};
use tokio::time::timeout;
use waxseal_agent::tool::{AuthorizedTool, Interrupt, Policy, ToolError, with_authorization};
use waxseal_agent::{AgentError, ApprovalRequest, Client, TokenResponse};
use waxseal_protocol::Clock as _;
use waxseal_protocol::rar::DetailType;

use super::{SOON, agent, asked_then};
use crate::scene::Scene;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Order {
    product: String,
    quantity: u32,
}

impl DetailType for Order {
    const TYPE: &'static str = "note";
}

fn order(quantity: u32) -> Order {
    Order { product: "phone".to_owned(), quantity }
}

fn policy(client: Client) -> Policy<Order> {
    Policy::new("shop.buy", client, |order: &Order| {
        let message = format!("Do you want to buy {} {}", order.quantity, order.product);
        ApprovalRequest::new(HANNA).audience("urn:my-api").binding_message(message).detail(order)
    })
}

/// What the tool did, each time it ran.
type Bought = Arc<Mutex<Vec<Order>>>;

/// A tool that does what was granted, and remembers it.
fn shop(
    policy: Policy<Order>,
    bought: &Bought,
) -> AuthorizedTool<Order, impl Fn(Order, TokenResponse) -> std::future::Ready<String> + use<>> {
    let bought = Arc::clone(bought);
    with_authorization(
        move |order: Order, tokens: TokenResponse| {
            let granted = tokens.authorization_details.unwrap().filter_by_type_strict::<Order>();
            assert_eq!(granted.into_complete().unwrap(), std::slice::from_ref(&order), "the token is for this order");
            let receipt = format!("Ordered {} {}", order.quantity, order.product);
            bought.lock().unwrap().push(order);
            std::future::ready(receipt)
        },
        policy,
    )
}

fn interrupt<T: std::fmt::Debug>(result: Result<T, ToolError>) -> Interrupt {
    match result.unwrap_err() {
        ToolError::Interrupted(interrupt) => *interrupt,
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn blocking_waits_and_runs_once() {
    let (scene, bought) = (Scene::plain().await, Bought::default());
    let buy = shop(policy(agent(&scene, "bank-agent").await).block(), &bought);
    let (receipt, ()) = tokio::join!(timeout(SOON, buy.call(order(1))), asked_then(&scene, true));
    assert_eq!(receipt.unwrap().unwrap(), "Ordered 1 phone");
    let (refused, ()) = tokio::join!(timeout(SOON, buy.call(order(2))), asked_then(&scene, false));
    assert!(matches!(refused.unwrap(), Err(ToolError::Agent(AgentError::Denied))));
    assert_eq!(*bought.lock().unwrap(), [order(1)]);
}

#[tokio::test]
async fn the_callback_hears_of_the_request_and_of_its_outcome() {
    let (scene, bought, heard) = (Scene::plain().await, Bought::default(), Arc::new(Mutex::new(Vec::new())));
    let said = Arc::clone(&heard);
    let policy = policy(agent(&scene, "bank-agent").await).on_request(move |pending, outcome| {
        let said = Arc::clone(&said);
        async move {
            said.lock().unwrap().push(format!("asked for {} s", pending.expires_in));
            let approved = outcome.approved().await;
            said.lock().unwrap().push(format!("approved: {approved}"));
        }
    });
    let buy = shop(policy, &bought);
    for approved in [true, false] {
        let (result, ()) = tokio::join!(timeout(SOON, buy.call(order(1))), asked_then(&scene, approved));
        assert_eq!(result.unwrap().is_ok(), approved);
        assert_eq!(heard.lock().unwrap().split_off(0), ["asked for 300 s".to_owned(), format!("approved: {approved}")]);
    }
    assert_eq!(bought.lock().unwrap().len(), 1);
}

/// The interrupt goes through storage, and another process resumes.
#[tokio::test]
async fn an_interrupted_call_is_resumed_with_the_same_input_only() {
    let (scene, bought) = (Scene::plain().await, Bought::default());
    let buy = shop(policy(agent(&scene, "bank-agent").await), &bought);
    let interrupt = interrupt(buy.call(order(1)).await);
    let stored = serde_json::to_string(&interrupt).unwrap();
    assert_eq!(scene.device.pending().await.len(), 1);
    scene.approve().await;
    scene.clock.advance(Duration::from_secs(2));

    let interrupt: Interrupt = serde_json::from_str(&stored).unwrap();
    let buy = shop(policy(agent(&scene, "bank-agent").await), &bought);
    assert!(matches!(buy.resume(order(100), &interrupt).await, Err(ToolError::OtherInput)));
    let other_tool = Interrupt { tool: "shop.sell".to_owned(), ..interrupt.clone() };
    assert!(matches!(buy.resume(order(1), &other_tool).await, Err(ToolError::OtherTool(_))));
    assert!(bought.lock().unwrap().is_empty(), "nothing was fetched, nothing ran");

    assert_eq!(buy.resume(order(1), &interrupt).await.unwrap(), "Ordered 1 phone");
    let again = buy.resume(order(1), &interrupt).await;
    assert!(matches!(again, Err(ToolError::Agent(AgentError::Spent))), "an approval is good for one run");
    assert_eq!(*bought.lock().unwrap(), [order(1)]);
}

#[tokio::test]
async fn an_early_resume_interrupts_again_and_a_denial_ends_it() {
    let (scene, bought) = (Scene::plain().await, Bought::default());
    let buy = shop(policy(agent(&scene, "bank-agent").await), &bought);
    let first = interrupt(buy.call(order(1)).await);
    scene.clock.advance(Duration::from_secs(2));
    let second = interrupt(buy.resume(order(1), &first).await);
    assert_eq!((&second.input_sha256, &second.pending.auth_req_id), (&first.input_sha256, &first.pending.auth_req_id));
    assert!(second.pending.next_poll_at > scene.clock.now(), "the pace goes with it");
    assert_eq!(scene.device.pending().await.len(), 1, "the person is asked once");
    scene.deny().await;
    scene.clock.advance(Duration::from_secs(2));
    assert!(matches!(buy.resume(order(1), &second).await, Err(ToolError::Agent(AgentError::Denied))));
    assert!(bought.lock().unwrap().is_empty());
}

/// An error of the moment must not lose the handle of a person who was asked.
#[tokio::test]
async fn a_resume_while_the_server_is_away_can_be_repeated() {
    let (mut scene, bought) = (Scene::plain().await, Bought::default());
    let buy = shop(policy(agent(&scene, "bank-agent").await), &bought);
    let interrupt = interrupt(buy.call(order(1)).await);
    scene.approve().await;
    scene.clock.advance(Duration::from_secs(2));
    scene.server.stop().await;
    let away = buy.resume(order(1), &interrupt).await;
    assert!(matches!(away, Err(ToolError::Agent(AgentError::Unreachable(_)))));
    scene.server.restart().await;
    assert_eq!(buy.resume(order(1), &interrupt).await.unwrap(), "Ordered 1 phone");
}
