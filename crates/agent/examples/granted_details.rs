//! An agent acts on what was granted, not on what it asked for.
//!
//! ```text
//! cargo run -p waxseal-agent --example granted_details
//! cargo run -p waxseal-agent --example granted_details -- ISSUER CLIENT_ID CLIENT_SECRET USER
//! ```
//!
//! Without arguments it reads the token response below; with them it asks USER for approval of the
//! same details and waits. The trust in the server's certificate is the system's.

#![expect(clippy::print_stdout, reason = "the example prints what it does")]

use std::error::Error;

use serde::{Deserialize, Serialize};
use waxseal_agent::{ApprovalRequest, Client, Credentials};
use waxseal_protocol::json::Decimal;
use waxseal_protocol::rar::{AuthorizationDetails, DetailType};
use waxseal_protocol::token::TokenResponse;

/// The agent's own idea of a `money_transfer`. It writes what it reads, so strict reading can tell
/// whether it knows every member.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
struct MoneyTransfer {
    instructed_amount: InstructedAmount,
    source_account: String,
    destination_account: String,
    beneficiary: String,
    subject: String,
}

#[derive(Debug, Deserialize, Serialize)]
struct InstructedAmount {
    amount: Decimal,
    currency: String,
}

impl DetailType for MoneyTransfer {
    const TYPE: &'static str = "money_transfer";
}

const DETAILS: &str = r#"[{"type":"money_transfer","instructedAmount":{"amount":2500,"currency":"USD"},
    "sourceAccount":"xxxxxxxxxxx1234","destinationAccount":"xxxxxxxxxxx9876",
    "beneficiary":"Hanna Herwitz","subject":"A Lannister Always Pays His Debts"}]"#;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let token = match arguments.as_slice() {
        [] => sample()?,
        [issuer, client_id, client_secret, user] => ask(issuer, client_id, client_secret, user).await?,
        _ => return Err("expected no arguments, or ISSUER CLIENT_ID CLIENT_SECRET USER".into()),
    };
    let granted = token.authorization_details.ok_or("nothing was granted")?;
    query(&granted);
    transfer(&granted)
}

fn sample() -> Result<TokenResponse, serde_json::Error> {
    serde_json::from_str(&format!(
        r#"{{"access_token":"ey...ZQ","token_type":"Bearer","expires_in":86400,"scope":"openid",
            "authorization_details":{DETAILS}}}"#
    ))
}

async fn ask(
    issuer: &str,
    client_id: &str,
    client_secret: &str,
    user: &str,
) -> Result<TokenResponse, waxseal_agent::AgentError> {
    let credentials = Credentials { client_id: client_id.to_owned(), client_secret: client_secret.into() };
    let client = Client::discover(issuer, credentials, None).await?;
    let request =
        ApprovalRequest::new(user).audience("urn:my-api").binding_message("1234ABCD").authorization_details(DETAILS)?;
    let pending = client.ask(&request).await?;
    client.wait(&pending).await
}

/// Looking around by name and path: nothing here fails, whatever the entries hold.
fn query(granted: &AuthorizationDetails) {
    for (index, entry) in granted.iter().enumerate() {
        println!("granted [{index}]: {}", entry.get("type").as_str().unwrap_or("?"));
    }
    for entry in granted.of_type("money_transfer") {
        if let Some(amount) = entry.get("instructedAmount").get("amount").as_decimal() {
            println!("  an amount of {amount}");
        }
    }
    let currency = granted.pointer("/0/instructedAmount/currency").as_str();
    println!("  in {}", currency.unwrap_or("no currency"));
}

/// Acting: only on a complete list of entries that are understood to the last member.
fn transfer(granted: &AuthorizationDetails) -> Result<(), Box<dyn Error>> {
    for transfer in granted.filter_by_type_strict::<MoneyTransfer>().into_complete()? {
        let MoneyTransfer { instructed_amount, source_account, destination_account, beneficiary, subject } = transfer;
        let InstructedAmount { amount, currency } = instructed_amount;
        println!("{amount} {currency} from {source_account} to {destination_account} of {beneficiary}: {subject}");
    }
    Ok(())
}
