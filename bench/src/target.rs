//! A server under measurement, and how to speak to it.

use serde_json::Value;

use crate::load::{Connection, Request};
use crate::machine::Process;

/// A running server.
#[derive(Debug)]
pub(crate) struct Target {
    pub(crate) name: &'static str,
    pub(crate) process: Process,
    /// Its address, and that of what decides without a person.
    pub(crate) address: String,
    pub(crate) hooks: String,
    /// What it calls itself, for assertions.
    pub(crate) issuer: String,
    /// Its folder, which goes with it.
    pub(crate) _folder: Option<tempfile::TempDir>,
}

impl Target {
    /// One call on a connection of its own, for preparation.
    pub(crate) async fn call(&self, request: Request) -> anyhow::Result<(u16, Value)> {
        let address = if request.path == "/approve" { &self.hooks } else { &self.address };
        let mut connection = Connection::open(address).await?;
        let (status, body) = connection.send(&request).await?;
        Ok((status, serde_json::from_slice(&body).unwrap_or(Value::Null)))
    }
}
