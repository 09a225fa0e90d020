// The Management API through `ManagementClient` of the `auth0` package.
//
// The client of this driver is a machine that may ask for the audience https://<domain>/api/v2/.

import { ManagementClient } from "auth0";

import { drive } from "./lib/driver.mjs";
import { clientId, clientSecret, domain, user } from "./lib/environment.mjs";
import { describeError } from "./lib/outcome.mjs";

const CIBA = "urn:openid:params:grant-type:ciba";

const management = new ManagementClient({ domain, clientId, clientSecret, maxRetries: 0 });

// Names of one run do not meet those of another.
const run = Date.now().toString(36);

await drive({
  users,
  clients,
  "resource-servers": resourceServers,
  "client-grants": clientGrants,
  enrollments,
  logs,
  paging,
  refusals,
  provision,
});

async function users() {
  const created = await management.users.create({
    connection: "Username-Password-Authentication",
    user_id: `sdk-${run}`,
    email: `sdk-${run}@example.com`,
    name: "Ada Lovelace",
    email_verified: true,
  });
  const id = created.user_id;
  return {
    outcome: "completed",
    created,
    fetched: await management.users.get(id),
    fields: await management.users.get(id, { fields: "name", include_fields: true }),
    updated: await management.users.update(id, { name: "Ada King", blocked: true }),
    listed: (await collect(await management.users.list({ per_page: 2 }))).map((found) => found.user_id),
    found: (await collect(await management.users.list({ q: `user_id:"${id}"`, search_engine: "v3" }))).map(
      (found) => found.user_id,
    ),
    deleted: await isGone(management.users.delete(id), () => management.users.get(id)),
  };
}

async function clients() {
  const created = await management.clients.create(agent());
  const id = created.client_id;
  return {
    outcome: "completed",
    created,
    fetched: await management.clients.get(id),
    updated: await management.clients.update(id, {
      name: `Buyer ${run}`,
      async_approval_notification_channels: ["guardian-push", "email"],
    }),
    listed: (await collect(await management.clients.list({ per_page: 2 }))).map((found) => found.client_id),
    rotated: (await management.clients.rotateSecret(id)).client_secret !== created.client_secret,
    deleted: await isGone(management.clients.delete(id), () => management.clients.get(id)),
  };
}

async function resourceServers() {
  const created = await management.resourceServers.create(shop());
  const id = created.id;
  return {
    outcome: "completed",
    created,
    fetched: await management.resourceServers.get(id),
    byIdentifier: await management.resourceServers.get(created.identifier),
    updated: await management.resourceServers.update(id, {
      scopes: [{ value: "product:buy" }, { value: "product:return" }],
      authorization_details: [{ type: "purchase" }, { type: "return" }],
    }),
    listed: (await collect(await management.resourceServers.list({ per_page: 2 }))).map(
      (found) => found.identifier,
    ),
    deleted: await isGone(management.resourceServers.delete(id), () => management.resourceServers.get(id)),
  };
}

async function clientGrants() {
  const { client_id } = await management.clients.create(agent());
  const { id: shopId, identifier: audience } = await management.resourceServers.create(shop());
  const created = await management.clientGrants.create({
    client_id,
    audience,
    scope: ["product:buy"],
    subject_type: "user",
    authorization_details_types: ["purchase"],
  });
  const outcome = {
    outcome: "completed",
    created,
    updated: await management.clientGrants.update(created.id, { scope: [] }),
    listed: (await collect(await management.clientGrants.list({ client_id }))).map((found) => found.id),
  };
  await management.clientGrants.delete(created.id);
  outcome.remaining = (await collect(await management.clientGrants.list({ client_id }))).map(
    (found) => found.id,
  );
  await management.clients.delete(client_id);
  await management.resourceServers.delete(shopId);
  return outcome;
}

// Reads and removes the devices of WAXSEAL_USER, who has at least one, and makes a ticket for the next.
async function enrollments() {
  const ticket = await management.guardian.enrollments.createTicket({
    user_id: user(),
    send_mail: false,
    factor: "push-notification",
    allow_multiple_enrollments: true,
  });
  const listed = await management.users.enrollments.get(user());
  const [first] = listed;
  const outcome = { outcome: "completed", ticket, listed };
  if (first) {
    outcome.fetched = await management.guardian.enrollments.get(first.id);
    outcome.deleted = await isGone(management.guardian.enrollments.delete(first.id), () =>
      management.guardian.enrollments.get(first.id),
    );
    outcome.remaining = await management.users.enrollments.get(user());
  }
  return outcome;
}

async function logs() {
  const page = await management.logs.list({ per_page: 5, sort: "date:-1" });
  const [newest] = page.data;
  return {
    outcome: "completed",
    types: page.data.map((entry) => entry.type),
    total: page.response.total,
    newest,
    fetched: newest && (await management.logs.get(newest.log_id)),
  };
}

// Reads every user in pages of one, and every client grant in pages of one from a checkpoint.
async function paging() {
  const created = [];
  for (const name of ["a", "b", "c"]) {
    const { user_id } = await management.users.create({
      connection: "Username-Password-Authentication",
      user_id: `page-${run}-${name}`,
    });
    created.push(user_id);
  }
  const first = await management.users.list({ per_page: 1 });
  const { start, limit, total } = first.response;
  const seen = (await collect(first)).map((found) => found.user_id);
  const grants = await collect(await management.clientGrants.list({ take: 1 }));
  for (const id of created) await management.users.delete(id);
  return {
    outcome: "completed",
    allSeen: created.every((id) => seen.includes(id)),
    repeated: seen.length - new Set(seen).size,
    first: { start, limit, total },
    grants: grants.length,
  };
}

// What the SDK makes of each refusal.
async function refusals() {
  const duplicate = shop();
  const { id } = await management.resourceServers.create(duplicate);
  const anonymous = new ManagementClient({ domain, token: "not-a-token", maxRetries: 0 });
  const outcome = {
    outcome: "completed",
    notFound: await refusal(() => management.users.get("auth0|nobody")),
    conflict: await refusal(() => management.resourceServers.create(duplicate)),
    badRequest: await refusal(() => management.clients.create({})),
    unauthorized: await refusal(() => anonymous.users.list()),
  };
  await management.resourceServers.delete(id);
  return outcome;
}

// Makes everything the quickstart needs and leaves it in place.
async function provision() {
  const client = await management.clients.create(agent());
  const api = await management.resourceServers.create(shop());
  await management.clientGrants.create({
    client_id: client.client_id,
    audience: api.identifier,
    scope: ["product:buy"],
    subject_type: "user",
    authorization_details_types: ["purchase"],
  });
  const person = await management.users.create({
    connection: "Username-Password-Authentication",
    user_id: `buyer-${run}`,
    name: "Ada Lovelace",
  });
  const ticket = await management.guardian.enrollments.createTicket({ user_id: person.user_id });
  return {
    outcome: "completed",
    clientId: client.client_id,
    clientSecret: client.client_secret,
    audience: api.identifier,
    user: person.user_id,
    ticket,
  };
}

function agent() {
  return {
    name: `Shopper ${run}`,
    app_type: "regular_web",
    is_first_party: true,
    oidc_conformant: true,
    token_endpoint_auth_method: "client_secret_post",
    grant_types: [CIBA, "refresh_token"],
    async_approval_notification_channels: ["guardian-push"],
  };
}

function shop() {
  return {
    identifier: `https://shop-${run}.example/api`,
    name: `Shop ${run}`,
    scopes: [{ value: "product:buy", description: "Buy products" }],
    authorization_details: [{ type: "purchase" }],
    allow_offline_access: true,
  };
}

async function collect(page) {
  const items = [];
  for await (const item of page) items.push(item);
  return items;
}

async function isGone(deletion, read) {
  await deletion;
  return (await refusal(read)).status === 404;
}

async function refusal(call) {
  try {
    return { accepted: await call() };
  } catch (error) {
    const outcome = describeError(error);
    if (!outcome) throw error;
    return outcome;
  }
}
