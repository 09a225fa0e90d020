// @auth0/ai-vercel and @auth0/ai in their CommonJS builds. Their ES module builds import files without
// an extension, which bundlers resolve and Node.js does not.

import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

export const { Auth0AI, getAsyncAuthorizationCredentials, setAIContext } = require("@auth0/ai-vercel");
export const {
  AccessDeniedInterrupt,
  AuthorizationPendingInterrupt,
  AuthorizationPollingInterrupt,
} = require("@auth0/ai/interrupts");
