// @auth0/ai-vercel and @auth0/ai in their CommonJS builds. Their ES module builds import files without
// an extension, which bundlers resolve and Node.js does not. In an application that is bundled, such as
// one of Next.js, import from the packages.

import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

export const { Auth0AI, getAsyncAuthorizationCredentials, setAIContext } = require("@auth0/ai-vercel");
export const {
  AccessDeniedInterrupt,
  AuthorizationPendingInterrupt,
  AuthorizationPollingInterrupt,
  AuthorizationRequestExpiredInterrupt,
} = require("@auth0/ai/interrupts");
