//! One command, one file.

mod agent;
mod audit;
mod check_config;
mod device;
mod mcp;
mod receipt;
mod serve;
mod template;
mod ticket;

use clap::Subcommand;

use crate::exit::Exit;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run the authorization server.
    Serve(serve::Arguments),
    /// Check a configuration file and say what is wrong with it.
    CheckConfig(check_config::Arguments),
    /// Issue an enrolment link for a user.
    Ticket(ticket::Arguments),
    /// Read the audit chain, and check that it is whole.
    #[command(subcommand)]
    Audit(audit::Command),
    /// Prove what was approved.
    #[command(subcommand)]
    Receipt(receipt::Command),
    /// Be an authentication device without a window.
    #[command(subcommand)]
    Device(device::Command),
    /// Ask a person for approval.
    #[command(subcommand)]
    Agent(agent::Command),
    /// Offer approvals as tools to an agent that speaks the Model Context Protocol (MCP).
    Mcp(Box<mcp::Arguments>),
    /// Write, check and sign what a person sees of a request.
    #[command(subcommand)]
    Template(template::Command),
}

impl Command {
    /// What is logged unless the user says otherwise.
    pub(crate) fn default_log(&self) -> &'static str {
        match self {
            Self::Serve(_) => "info",
            Self::Mcp(_) => mcp::DEFAULT_LOG,
            Self::CheckConfig(_)
            | Self::Ticket(_)
            | Self::Audit(_)
            | Self::Receipt(_)
            | Self::Device(_)
            | Self::Agent(_)
            | Self::Template(_) => "warn",
        }
    }

    pub(crate) async fn run(self) -> anyhow::Result<Exit> {
        match self {
            Self::Serve(arguments) => serve::run(arguments).await,
            Self::CheckConfig(arguments) => check_config::run(&arguments),
            Self::Ticket(arguments) => ticket::run(arguments).await,
            Self::Audit(command) => command.run().await,
            Self::Receipt(command) => command.run().await,
            Self::Device(command) => command.run().await,
            Self::Agent(command) => command.run().await,
            Self::Mcp(arguments) => mcp::run(*arguments).await,
            Self::Template(command) => command.run(),
        }
    }
}
