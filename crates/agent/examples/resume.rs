//! Asking in one process, waiting in another: what is stored in between is a file.
//!
//! ```text
//! cargo run -p waxseal-agent --example resume -- ask handle.json 'auth0|hanna'
//! cargo run -p waxseal-agent --example resume -- wait handle.json
//! ```
//!
//! The server and the client are named by `WAXSEAL_ISSUER`, `WAXSEAL_CLIENT_ID`,
//! `WAXSEAL_CLIENT_SECRET` and `WAXSEAL_AUTHORITY`.

#![expect(clippy::print_stdout, reason = "the example prints what it does")]

use std::error::Error;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use waxseal_agent::{AgentError, ApprovalRequest, Client, PendingApproval};
use waxseal_protocol::rar::DetailType;

/// The agent's own idea of a deployment.
#[derive(Serialize, Deserialize)]
struct Deployment {
    service: String,
    environment: String,
    version: Versions,
}

#[derive(Serialize, Deserialize)]
struct Versions {
    from: String,
    to: String,
}

impl DetailType for Deployment {
    const TYPE: &'static str = "deployment";
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let client = Client::from_environment()?.discover().await?;
    match arguments.as_slice() {
        ["ask", file, user] => ask(&client, file, user).await,
        ["wait", file] => wait(&client, file).await,
        _ => Err("expected ask FILE USER, or wait FILE".into()),
    }
}

async fn ask(client: &Client, file: &str, user: &str) -> Result<(), Box<dyn Error>> {
    let deployment = Deployment {
        service: "payments-api".to_owned(),
        environment: "production".to_owned(),
        version: Versions { from: "v1.41.2".to_owned(), to: "v1.42.0".to_owned() },
    };
    let request = ApprovalRequest::new(user)
        .audience(std::env::var("WAXSEAL_AUDIENCE")?)
        .binding_message("Deploy payments 1.42.0")
        .detail(&deployment)?;
    let pending = client.ask(&request).await?;
    std::fs::write(file, serde_json::to_string(&pending)?)?;
    println!("asked; {} s to answer", pending.expires_in);
    Ok(())
}

async fn wait(client: &Client, file: &str) -> Result<(), Box<dyn Error>> {
    let mut pending: PendingApproval = serde_json::from_str(&std::fs::read_to_string(file)?)?;
    // A process that has other things to do looks now and then, or waits for a while.
    let answer = tokio::time::timeout(Duration::from_mins(1), client.wait_mut(&mut pending)).await;
    match answer {
        Ok(Ok(tokens)) => {
            let granted = tokens.authorization_details.ok_or("nothing was granted")?;
            for deployment in granted.filter_by_type_strict::<Deployment>().into_complete()? {
                println!("approved: {} {}", deployment.service, deployment.version.to);
            }
        }
        Ok(Err(AgentError::Denied)) => println!("denied"),
        Ok(Err(AgentError::Expired)) => println!("nobody answered"),
        Ok(Err(error)) => return Err(error.into()),
        Err(_) => {
            std::fs::write(file, serde_json::to_string(&pending)?)?;
            println!("no answer yet; wait again");
        }
    }
    Ok(())
}
