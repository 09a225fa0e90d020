// An agent that asks for approval by way of MCP.

import { once } from "node:events";
import { readFile, stat } from "node:fs/promises";
import { request } from "node:http";
import { connect as dial } from "node:net";

import { drive } from "./lib/driver.mjs";
import { connect, withClient, withServer } from "./lib/mcp.mjs";
import { claimsOf } from "./lib/outcome.mjs";

const DEPLOYMENT = {
  type: "deployment",
  fields: { service: "billing", environment: "production", version: { from: "1.4.1", to: "1.4.2" } },
};

await drive({
  tools,
  "ask-and-wait": askAndWait,
  "ask-in-one-call": askInOneCall,
  cancel,
  refusals,
  limits,
  unreachable,
  "token-file": tokenFile,
  "token-meta": tokenMeta,
  reconnect,
  strangers,
});

// What a client finds, and what the server says of its action types.
function tools() {
  return withClient([], async ({ client, call, close }) => {
    const { tools } = await client.listTools();
    const outcome = {
      server: client.getServerVersion().name,
      instructions: client.getInstructions(),
      tools,
      types: await call("list_action_types"),
      one: await call("list_action_types", { type: "deployment" }),
      missing: await call("list_action_types", { type: "no_such_type" }),
    };
    await close();
    return outcome;
  });
}

// The way the tools are described: ask, tell the code, wait. The person answers, or nobody does.
function askAndWait() {
  const expiry = process.env.EXPIRY ? { expiry_seconds: Number(process.env.EXPIRY) } : {};
  return withClient([], async ({ call, close }) => {
    const asked = await call("request_approval", { ...DEPLOYMENT, ...expiry });
    const progress = [];
    const onprogress = (step) => progress.push(step);
    const waited = await call("wait_for_approval", { approval: asked.approval }, { onprogress });
    const checked = await call("check_approval", { approval: asked.approval });
    await close();
    return { asked, waited, checked, progress };
  });
}

function askInOneCall() {
  return withClient([], async ({ call, close }) => {
    const given = { ...DEPLOYMENT, binding_message: "21-49-38", wait: true, wait_seconds: 30 };
    const answered = await call("request_approval", given);
    await close();
    return { answered };
  });
}

// Stops waiting while the person has not answered, and waits again.
function cancel() {
  return withClient([], async ({ call, close }) => {
    const asked = await call("request_approval", DEPLOYMENT);
    const abort = new AbortController();
    const progress = [];
    const onprogress = (step) => progress.push(step) > 1 && abort.abort("enough");
    const waiting = call(
      "wait_for_approval",
      { approval: asked.approval },
      { onprogress, signal: abort.signal },
    );
    const aborted = await waiting.then(
      () => "answered",
      (error) => `rejected: ${error}`,
    );
    const short = await call("wait_for_approval", { approval: asked.approval, wait_seconds: 1 });
    const again = await call("request_approval", DEPLOYMENT);
    await ring();
    const waited = await call("wait_for_approval", { approval: asked.approval });
    await close();
    return { asked, progress, aborted, short, again, waited };
  });
}

// What a model gets wrong, and what it is told.
function refusals() {
  return withClient([], async ({ call, close }) => {
    const { service, environment } = DEPLOYMENT.fields;
    const outcome = {
      type: await call("request_approval", { type: "no_such_type" }),
      field: await call("request_approval", { type: "deployment", fields: { service, environment } }),
      number: await call("request_approval", { type: "purchase", fields: { price: 1234567890123456.78 } }),
      message: await call("request_approval", { ...DEPLOYMENT, binding_message: "<b>ok?</b>" }),
      argument: await call("request_approval", { ...DEPLOYMENT, colour: "red" }),
      nothing: await call("request_approval", {}),
      user: await call("request_approval", { ...DEPLOYMENT, user: "auth0|stranger" }),
      unknown: await call("check_approval", { approval: "apr_unknown" }),
      tool: await call("approve_everything").then(
        (result) => result.isError,
        (error) => error.code,
      ),
    };
    await close();
    return outcome;
  });
}

// Nobody has a device, or too many requests are open.
function limits() {
  return withClient(["--max-open", "2"], async ({ call, close }) => {
    const ask = (service) => {
      const fields = { ...DEPLOYMENT.fields, service };
      return call("request_approval", { type: "deployment", fields });
    };
    const answers = [await ask("one"), await ask("two"), await ask("three")];
    await close();
    return { answers };
  });
}

// The approval server is not there; the MCP server is, and says so.
function unreachable() {
  return withClient(["--issuer", "https://localhost:1/"], async ({ call, close }) => {
    const outcome = {
      asked: await call("request_approval", DEPLOYMENT),
      types: await call("list_action_types"),
    };
    await close();
    return outcome;
  });
}

function tokenFile() {
  const folder = `${process.env.FOLDER}/tokens`;
  return withClient(["--token-dir", folder], async ({ call, close }) => {
    const answered = await call("request_approval", { ...DEPLOYMENT, wait: true });
    await close();
    const { file } = answered.token;
    const token = await readFile(file, "utf8");
    const { mode } = await stat(file);
    return { answered, claims: claimsOf(token), mode: (mode & 0o777).toString(8) };
  });
}

function tokenMeta() {
  return withClient(["--reveal-tokens=meta"], async ({ call, close }) => {
    const answered = await call("request_approval", { ...DEPLOYMENT, wait: true });
    await close();
    return { answered, claims: claimsOf(answered.meta.access_token) };
  });
}

// A client goes while the person has not answered; another comes and waits for it.
function reconnect() {
  return withServer([], async (url) => {
    const before = await connect(url);
    const asked = await before.call("request_approval", DEPLOYMENT);
    await before.close();
    const after = await connect(url);
    const found = await after.call("check_approval", { approval: asked.approval });
    await ring();
    const waited = await after.call("wait_for_approval", { approval: asked.approval });
    await after.close();
    return { asked, found, waited };
  });
}

// Web pages, other names and programs without the token knock at the door.
function strangers() {
  return withServer(["--bearer-token-file", process.env.BEARER_FILE], async (url) => ({
    nobody: await knock(url, {}),
    guest: await knock(url, { authorization: "Bearer guessed" }),
    owner: await knock(url, { authorization: "Bearer the-token" }),
    page: await knock(url, { authorization: "Bearer the-token", origin: "https://evil.example" }),
    local: await knock(url, { authorization: "Bearer the-token", origin: "http://localhost:3000" }),
    rebound: await knock(url, { authorization: "Bearer the-token", host: `evil.example:${url.port}` }),
  }));
}

// Says hello and returns the status. `fetch` does not let anybody choose a host.
async function knock(url, headers) {
  const hello = {
    jsonrpc: "2.0",
    id: 1,
    method: "initialize",
    params: {
      protocolVersion: "2025-11-25",
      capabilities: {},
      clientInfo: { name: "stranger", version: "1" },
    },
  };
  const accept = "application/json, text/event-stream";
  const sent = request(url, {
    method: "POST",
    headers: { "content-type": "application/json", accept, ...headers },
  });
  sent.end(JSON.stringify(hello));
  const [response] = await once(sent, "response");
  response.destroy();
  return response.statusCode;
}

// Tells the person to answer.
async function ring() {
  await once(dial(Number(process.env.BELL), "127.0.0.1"), "connect");
}
