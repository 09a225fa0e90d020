// The peer of the benchmark: npm's `oidc-provider` as a CIBA (poll mode) server in one process,
// everything in memory. Started as `node server.mjs <port>` (or PORT); prints `ready`.
//
// Environment: SIGNING_CLIENTS, the clients that sign, as JSON: [{client_id, alg, jwks}].
// Only the routes that are measured are on; every feature the benchmark does not use is off.

import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { errors, Provider } from 'oidc-provider';

process.env.NODE_ENV = 'production';

const PORT = Number(process.argv[2] ?? process.env.PORT ?? 9500);
const ISSUER = `http://127.0.0.1:${PORT}`;
const RESOURCE = 'https://api.example/';
const CIBA = 'urn:openid:params:grant-type:ciba';
const SECRET = 'bench-secret-of-the-bench-client';

// ---- keys -------------------------------------------------------------------------------------

function signingKey(alg) {
  const { privateKey } =
    alg === 'ES256'
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
      : generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { ...privateKey.export({ format: 'jwk' }), alg, use: 'sig', kid: randomUUID() };
}

// ---- storage ----------------------------------------------------------------------------------

// What oidc-provider's own memory adapter does, on plain maps instead of its LRU of 1000 entries.
// Nothing is ever evicted: oidc-provider checks `exp` itself on everything that it reads, and no
// run is as long as the shortest lifetime that matters.
const byGrant = new Map();

class MapAdapter {
  #entries = new Map();

  async upsert(id, payload) {
    this.#entries.set(id, payload);
    const { grantId } = payload;
    if (grantId !== undefined) {
      const members = byGrant.get(grantId);
      if (members === undefined) byGrant.set(grantId, [[this, id]]);
      else members.push([this, id]);
    }
  }

  async find(id) {
    return this.#entries.get(id);
  }

  async consume(id) {
    const payload = this.#entries.get(id);
    if (payload !== undefined) payload.consumed = Math.floor(Date.now() / 1000);
  }

  async destroy(id) {
    this.#entries.delete(id);
  }

  async revokeByGrantId(grantId) {
    for (const [adapter, id] of byGrant.get(grantId) ?? []) adapter.#entries.delete(id);
    byGrant.delete(grantId);
  }

  // Sessions and user codes: not part of CIBA.
  async findByUid() {}

  async findByUserCode() {}
}

// ---- accounts ---------------------------------------------------------------------------------

const ACCOUNT = /^bench\|\d+$/;

function account(id) {
  return ACCOUNT.test(id) ? { accountId: id, claims: () => ({ sub: id }) } : undefined;
}

// ---- authorization details --------------------------------------------------------------------

const AMOUNT = /^\d{1,12}(\.\d{1,2})?$/;
const CURRENCY = /^[A-Z]{3}$/;

function payment(_ctx, detail) {
  for (const member of Object.keys(detail)) {
    if (member !== 'type' && member !== 'amount' && member !== 'currency' && member !== 'creditor') {
      throw new errors.InvalidAuthorizationDetails(`unknown member ${member}`);
    }
  }
  const { amount, currency, creditor } = detail;
  if (typeof amount !== 'string' || !AMOUNT.test(amount)) {
    throw new errors.InvalidAuthorizationDetails('amount must be a decimal string');
  }
  if (typeof currency !== 'string' || !CURRENCY.test(currency)) {
    throw new errors.InvalidAuthorizationDetails('currency must be an ISO 4217 code');
  }
  if (typeof creditor !== 'string' || creditor.length === 0 || creditor.length > 140) {
    throw new errors.InvalidAuthorizationDetails('creditor must be a text');
  }
}

// ---- clients and the API ----------------------------------------------------------------------

function client(client_id, alg, rest) {
  return {
    client_id,
    grant_types: [CIBA, 'refresh_token'],
    response_types: [],
    redirect_uris: [],
    backchannel_token_delivery_mode: 'poll',
    id_token_signed_response_alg: alg,
    authorization_details_types: ['payment'],
    ...rest,
  };
}

const bySecret = { token_endpoint_auth_method: 'client_secret_post', client_secret: SECRET };

const clients = [client('bench-secret', 'ES256', bySecret), client('bench-rs256', 'RS256', bySecret)];

for (const { client_id, alg, jwks } of JSON.parse(process.env.SIGNING_CLIENTS ?? '[]')) {
  clients.push(
    client(client_id, 'ES256', {
      token_endpoint_auth_method: 'private_key_jwt',
      token_endpoint_auth_signing_alg: alg,
      backchannel_authentication_request_signing_alg: alg,
      jwks,
    }),
  );
}

function api(alg) {
  return Object.freeze({
    scope: 'payments',
    audience: RESOURCE,
    accessTokenFormat: 'jwt',
    accessTokenTTL: 3600,
    jwt: Object.freeze({ sign: Object.freeze({ alg }) }),
  });
}

const API_ES256 = api('ES256');
const API_RS256 = api('RS256');

// ---- provider ---------------------------------------------------------------------------------

const OFF = { enabled: false };
const BINDING_MESSAGE = /^[A-Za-z0-9\s+\-_.,:#]{1,64}$/;

const provider = new Provider(ISSUER, {
  adapter: MapAdapter,
  jwks: { keys: [signingKey('ES256'), signingKey('RS256')] },
  clients,
  findAccount: (_ctx, id) => account(id),
  scopes: ['openid', 'offline_access'],
  clientAuthMethods: ['client_secret_post', 'private_key_jwt'],
  responseTypes: [],
  routes: { backchannel_authentication: '/bc-authorize', token: '/oauth/token', jwks: '/jwks' },
  enabledJWA: {
    clientAuthSigningAlgValues: ['ES256', 'PS256'],
    idTokenSigningAlgValues: ['ES256', 'RS256'],
    requestObjectSigningAlgValues: ['ES256', 'PS256'],
  },
  ttl: {
    AccessToken: 3600,
    BackchannelAuthenticationRequest: (ctx) =>
      Math.min(3600, Number(ctx?.oidc?.params?.requested_expiry ?? 300)),
    Grant: 14 * 24 * 3600,
    IdToken: 3600,
    RefreshToken: 14 * 24 * 3600,
  },
  features: {
    ciba: {
      enabled: true,
      deliveryModes: ['poll'],
      processLoginHint: (_ctx, hint) => hint,
      validateBindingMessage: (_ctx, message) => {
        if (message !== undefined && !BINDING_MESSAGE.test(message)) {
          throw new errors.InvalidBindingMessage();
        }
      },
      validateRequestContext: () => {},
      verifyUserCode: () => {},
      triggerAuthenticationDevice: () => {},
    },
    requestObjects: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: (_ctx, _client, oneOf) => oneOf ?? RESOURCE,
      useGrantedResource: () => true,
      getResourceServerInfo: (_ctx, resource, { clientId }) => {
        if (resource !== RESOURCE) throw new errors.InvalidTarget();
        return clientId === 'bench-rs256' ? API_RS256 : API_ES256;
      },
    },
    richAuthorizationRequests: {
      enabled: true,
      types: { payment: { validate: payment } },
      authorizationDetailsForAccessToken: (_ctx, _token, source) => source.rar,
    },
    clientCredentials: OFF,
    devInteractions: OFF,
    dPoP: OFF,
    introspection: OFF,
    pushedAuthorizationRequests: OFF,
    revocation: OFF,
    rpInitiatedLogout: OFF,
    userinfo: OFF,
  },
});

// ---- the person -------------------------------------------------------------------------------

// POST /approve {"auth_req_id", "action": "allow" | "deny"}: 204, 404 unknown, 409 decided.
async function decide(body) {
  const { auth_req_id: id, action } = JSON.parse(body);
  if (action !== 'allow' && action !== 'deny') return 400;

  const request = await provider.BackchannelAuthenticationRequest.find(id, { ignoreExpiration: true });
  if (request === undefined) return 404;
  if (request.grantId || request.error || !request.isValid) return 409;

  if (action === 'deny') {
    await provider.backchannelResult(request, new errors.AccessDenied('the request was denied'));
    return 204;
  }

  const { accountId, clientId, resource, scope, params } = request;
  const grant = new provider.Grant({ accountId, clientId });
  grant.addOIDCScope(scope.includes('offline_access') ? 'openid offline_access' : 'openid');
  if (resource !== undefined) grant.addResourceScope(resource, scope);
  let rar;
  if (params.authorization_details !== undefined) {
    rar = JSON.parse(params.authorization_details);
    for (const detail of rar) grant.addRar(detail);
  }
  await grant.save();
  await provider.backchannelResult(request, grant, { authTime: Math.floor(Date.now() / 1000), rar });
  return 204;
}

function approve(req, res) {
  let body = '';
  req.setEncoding('utf8');
  req.on('data', (chunk) => {
    body += chunk;
  });
  req.on('end', () => {
    decide(body)
      .catch((error) => {
        console.error(error);
        return 500;
      })
      .then((status) => res.writeHead(status).end());
  });
}

// ---- server -----------------------------------------------------------------------------------

const protocol = provider.callback();
const server = createServer((req, res) => {
  if (req.url === '/approve' && req.method === 'POST') approve(req, res);
  else protocol(req, res);
});

// Connections stay open between operations; the default of 5 s would close idle ones of the pool.
server.keepAliveTimeout = 120_000;
server.listen(PORT, '127.0.0.1', 4096, () => console.log('ready'));

process.once('SIGTERM', () => process.exit(0));
