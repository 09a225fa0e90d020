//! A tool that buys only what a person approved, with each of the three behaviours.
//!
//! ```text
//! cargo run -p waxseal-agent --example shop_tool -- block 'auth0|hanna'
//! cargo run -p waxseal-agent --example shop_tool -- callback 'auth0|hanna'
//! cargo run -p waxseal-agent --example shop_tool -- interrupt 'auth0|hanna' interrupt.json
//! cargo run -p waxseal-agent --example shop_tool -- resume 'auth0|hanna' interrupt.json
//! ```
//!
//! The server and the client are named by `WAXSEAL_ISSUER`, `WAXSEAL_CLIENT_ID`,
//! `WAXSEAL_CLIENT_SECRET` and `WAXSEAL_AUTHORITY`, the shop's API by `WAXSEAL_AUDIENCE`.

#![expect(clippy::print_stdout, reason = "the example prints what it does")]

use std::error::Error;

use serde::{Deserialize, Serialize};
use waxseal_agent::tool::{Interrupt, Outcome, Policy, ToolError, with_authorization};
use waxseal_agent::{ApprovalRequest, Client, PendingApproval, TokenResponse};

/// What a model fills in.
#[derive(Clone, Serialize, Deserialize)]
struct Order {
    product: String,
    quantity: u32,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let [behaviour, user, rest @ ..] = arguments.as_slice() else { return Err("expected BEHAVIOUR USER".into()) };
    let client = Client::from_environment()?.discover().await?;
    let policy = policy(client, user, std::env::var("WAXSEAL_AUDIENCE").ok());
    let policy = match *behaviour {
        "block" => policy.block(),
        "callback" => policy.on_request(tell),
        _ => policy,
    };
    let buy = with_authorization(buy, policy);

    let order = Order { product: "phone".to_owned(), quantity: 1 };
    let result = match rest {
        [file] if *behaviour == "resume" => {
            let interrupt: Interrupt = serde_json::from_str(&std::fs::read_to_string(file)?)?;
            buy.resume(order, &interrupt).await
        }
        _ => buy.call(order).await,
    };
    match (result, rest) {
        (Ok(receipt), _) => println!("{receipt}"),
        (Err(ToolError::Interrupted(interrupt)), [file]) => {
            std::fs::write(file, serde_json::to_string(&interrupt)?)?;
            println!("interrupted; resume with the same order");
        }
        (Err(error), _) => println!("not bought: {error}"),
    }
    Ok(())
}

fn policy(client: Client, user: &str, audience: Option<String>) -> Policy<Order> {
    let user = user.to_owned();
    Policy::new("shop.buy", client, move |order: &Order| {
        let message = format!("Do you want to buy {} {}", order.quantity, order.product);
        let request = ApprovalRequest::new(&user).binding_message(message);
        Ok(match &audience {
            Some(audience) => request.audience(audience),
            None => request,
        })
    })
}

/// The tool itself. The token says what was approved; the shop's API judges it.
async fn buy(order: Order, tokens: TokenResponse) -> String {
    format!("Ordered {} {} with a {} token", order.quantity, order.product, tokens.token_type)
}

async fn tell(pending: PendingApproval, outcome: Outcome) {
    println!("An authorization request was sent to your device; it is good for {} s.", pending.expires_in);
    if outcome.approved().await {
        println!("Thanks for approving the order.");
    }
}
