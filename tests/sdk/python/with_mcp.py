"""An agent that asks for approval by way of `mcp`, the official MCP SDK for Python."""

import asyncio
import os

from mcp import Client, StdioServerParameters

from environment import CLIENT_ID, CLIENT_SECRET, ISSUER, USER

DEPLOYMENT = {
    "type": "deployment",
    "fields": {"service": "billing", "environment": "production", "version": {"from": "1.4.1", "to": "1.4.2"}},
}


def ask_and_wait():
    return asyncio.run(_ask_and_wait())


async def _ask_and_wait():
    server = StdioServerParameters(
        command=os.environ["WAXSEAL_BIN"],
        args=["mcp"],
        env={
            "WAXSEAL_ISSUER": ISSUER,
            "WAXSEAL_CLIENT_ID": CLIENT_ID,
            "WAXSEAL_CLIENT_SECRET": CLIENT_SECRET,
            "WAXSEAL_AUTHORITY": os.environ["SSL_CERT_FILE"],
            "WAXSEAL_MCP_USER": USER,
        },
    )
    progress = []

    async def on_progress(done, total, message):
        progress.append({"progress": done, "total": total, "message": message})

    async with Client(server) as client:
        tools = await client.list_tools()
        asked = await client.call_tool("request_approval", DEPLOYMENT)
        approval = {"approval": asked.structured_content["approval"]}
        waited = await client.call_tool("wait_for_approval", approval, progress_callback=on_progress)
        unknown = await client.call_tool("request_approval", {"type": "no_such_type"})
    return {
        "tools": [tool.name for tool in tools.tools],
        "asked": described(asked),
        "waited": described(waited),
        "unknown": described(unknown),
        "progress": progress,
    }


def described(result):
    return {"isError": bool(result.is_error), **result.structured_content}
