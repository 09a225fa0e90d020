// `waxseal mcp` as MCP hosts run it, by the official clients: version 1 of the SDK, which Claude Code and
// most others are built on, and version 2, which speaks the protocol of 2026-07-28 without sessions.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

import { Client as Client2, StreamableHTTPClientTransport as Http2 } from "@modelcontextprotocol/client";
import { StdioClientTransport as Stdio2 } from "@modelcontextprotocol/client/stdio";
import { Client as Client1 } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport as Stdio1 } from "@modelcontextprotocol/sdk/client/stdio.js";
import { StreamableHTTPClientTransport as Http1 } from "@modelcontextprotocol/sdk/client/streamableHttp.js";

import { clientId, clientSecret, issuer } from "./environment.mjs";

const program = process.env.WAXSEAL_BIN;
const version = process.env.MCP_CLIENT ?? "1";
const overHttp = process.env.MCP_TRANSPORT === "http";

const environment = {
  PATH: process.env.PATH,
  WAXSEAL_ISSUER: issuer,
  WAXSEAL_CLIENT_ID: clientId,
  WAXSEAL_CLIENT_SECRET: clientSecret,
  WAXSEAL_AUTHORITY: process.env.NODE_EXTRA_CA_CERTS,
  WAXSEAL_MCP_USER: process.env.WAXSEAL_USER,
};

// Runs `use` with a connected client, and ends everything afterwards.
export async function withClient(args, use) {
  return overHttp
    ? withServer(args, async (url) => use(await connect(url)))
    : use(await connect(undefined, args));
}

// Runs `use` with the address of a server that speaks HTTP.
export async function withServer(args, use) {
  const stdio = ["ignore", "inherit", "pipe"];
  const server = spawn(program, ["mcp", "--transport", "http", "--listen", "127.0.0.1:0", ...args], {
    env: environment,
    stdio,
  });
  try {
    return await use(new URL(await address(server)));
  } finally {
    const ended = once(server, "exit");
    server.kill("SIGTERM");
    await ended;
  }
}

// A client of a server: the one at an address, or one of its own on standard input and output.
export async function connect(url, args = []) {
  const [Client, Stdio, Http] = version === "2" ? [Client2, Stdio2, Http2] : [Client1, Stdio1, Http1];
  const options = version === "2" ? { versionNegotiation: { mode: { pin: "2026-07-28" } } } : {};
  const client = new Client({ name: "waxseal-tests", version: "1" }, options);
  const transport = url
    ? new Http(url)
    : new Stdio({ command: program, args: ["mcp", ...args], env: environment, stderr: "inherit" });
  await client.connect(transport);
  return {
    client,
    url,
    call: (name, given, more) => call(client, name, given, more),
    // Ends the connection; a server of its own ends with it.
    close: async () => {
      if (url && version === "1") await transport.terminateSession();
      await client.close();
    },
  };
}

// Calls a tool and returns what a program and a model read of the result.
async function call(client, name, given = {}, options = {}) {
  const parameters = { name, arguments: given };
  const result =
    version === "2"
      ? await client.callTool(parameters, options)
      : await client.callTool(parameters, undefined, options);
  return {
    isError: result.isError ?? false,
    meta: result._meta?.["waxseal/token"],
    text: result.content.map((block) => block.text).join(""),
    ...result.structuredContent,
  };
}

async function address(server) {
  for await (const line of createInterface({ input: server.stderr })) {
    const found = /http:\S+/.exec(line);
    if (found) {
      server.stderr.resume();
      return found[0];
    }
  }
  throw new Error("the MCP server does not start");
}
