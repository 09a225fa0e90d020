//! What an MCP client talks to: who this is, what tools there are, and calls to them.

use std::sync::Arc;

use rmcp::ErrorData;
use rmcp::ServerHandler;
use rmcp::model::{
    CallToolRequestParams, CallToolResponse, Implementation, ListToolsResult, PaginatedRequestParams,
    ServerCapabilities, ServerConfig, Tool,
};
use rmcp::service::{RequestContext, RoleServer};
use rmcp::transport::streamable_http_server::session::local::LocalSessionManager;

use super::approvals::Approvals;
use super::caller::Caller;
use super::tools;

/// One connection's view of the approvals, which all connections share: over HTTP, a client that
/// comes back goes on with what it asked for before.
#[derive(Debug, Clone)]
pub(super) struct McpServer {
    approvals: Arc<Approvals>,
    /// Over HTTP, the sessions that there are.
    sessions: Option<Arc<LocalSessionManager>>,
}

impl McpServer {
    pub(super) fn new(approvals: Arc<Approvals>) -> Self {
        Self { approvals, sessions: None }
    }

    /// For many clients, which are told apart by their sessions.
    pub(super) fn over_http(self, sessions: Arc<LocalSessionManager>) -> Self {
        Self { sessions: Some(sessions), ..self }
    }
}

impl ServerHandler for McpServer {
    fn get_info(&self) -> ServerConfig {
        let implementation = Implementation::new("waxseal", env!("CARGO_PKG_VERSION")).with_title("Waxseal approvals");
        ServerConfig::new(ServerCapabilities::builder().enable_tools().build())
            .with_server_info(implementation)
            .with_instructions(INSTRUCTIONS)
    }

    async fn list_tools(
        &self,
        _request: Option<PaginatedRequestParams>,
        _context: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        Ok(ListToolsResult::with_all_items(tools::all()))
    }

    fn get_tool(&self, name: &str) -> Option<Tool> {
        tools::all().into_iter().find(|tool| tool.name == name)
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let caller = Caller::of(&context, self.sessions.clone());
        tools::call(&self.approvals, &caller, request, context).await.map(CallToolResponse::Complete)
    }
}

const INSTRUCTIONS: &str = "\
Asks a person to approve an action before you do it. 1. list_action_types says which actions can be \
approved and what each is made of. 2. request_approval asks the person on their own device, and gives you a code. \
3. Tell the person the code before you wait: they compare it, or have to type it. 4. wait_for_approval waits for the \
answer; call it again while the state is pending. Only the state `approved` is a yes, and only to what `granted` \
says, once. Do not ask again after a no.";
