// The kiosk: a page on this machine alone, for a browser in full screen.
//
//   node server.mjs          and open the address that it prints

import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";

import { byNumber, byOneTimeCode, Login } from "./login.mjs";
import { Session } from "./session.mjs";

const MAX_BODY_BYTES = 1000;
const MAX_SESSIONS = 20;
const COOKIE = /(?:^|; )kiosk=([\w-]{43})(?:;|$)/;

const PAGE = {
  "/": ["index.html", "text/html; charset=utf-8"],
  "/kiosk.css": ["kiosk.css", "text/css; charset=utf-8"],
  "/kiosk.js": ["kiosk.js", "text/javascript; charset=utf-8"],
};
const HEADERS = {
  "Cache-Control": "no-store",
  "Content-Security-Policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; frame-ancestors 'none'",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
};

const login = new Login({
  issuer: setting("WAXSEAL_ISSUER"),
  clientId: setting("WAXSEAL_CLIENT_ID"),
  clientSecret: setting("WAXSEAL_CLIENT_SECRET"),
  kiosk: process.env.KIOSK_NAME ?? "Kiosk 3",
  expiry: Number(process.env.KIOSK_EXPIRY ?? 120),
});
// By the secret in the cookie, the oldest first.
const sessions = new Map();

const server = createServer((request, response) => {
  answer(request, response).catch((error) => {
    if (!error.status) console.error(error);
    send(response, error.status ?? 500, { error: error.status ? error.message : "internal error" });
  });
});
server.listen(Number(process.env.KIOSK_PORT ?? 8480), "127.0.0.1", () => {
  console.log(`The kiosk is at ${origin()}/`);
});

async function answer(request, response) {
  // Another name for this address is a page elsewhere that points its own name here.
  if (request.headers.host !== new URL(origin()).host) throw refused(403, "wrong host");
  const url = new URL(request.url, origin());
  if (request.method === "GET" && Object.hasOwn(PAGE, url.pathname))
    return page(request, response, url.pathname);

  const session = sessionOf(request);
  if (!session) throw refused(401, "open the page first");
  if (request.method === "GET" && url.pathname === "/state") {
    return send(response, 200, await session.viewAfter(Number(url.searchParams.get("seen"))));
  }
  if (request.method !== "POST") throw refused(404, "not found");
  if (request.headers.origin !== origin()) throw refused(403, "wrong origin");
  if (url.pathname === "/login") {
    const { phoneNumber, userCode, oneTimeCode } = await body(request);
    const who = oneTimeCode
      ? byOneTimeCode(String(oneTimeCode).trim())
      : byNumber(`+${String(phoneNumber).replace(/\D/g, "")}`, String(userCode));
    // It takes as long as the person does; the page hears of it by its state.
    session.logIn(who);
  } else if (url.pathname === "/end") {
    session.end();
  } else {
    throw refused(404, "not found");
  }
  return send(response, 202, session.view);
}

async function page(request, response, path) {
  const [file, type] = PAGE[path];
  const headers = { ...HEADERS, "Content-Type": type };
  if (path === "/" && !sessionOf(request))
    headers["Set-Cookie"] = `kiosk=${newSession()}; HttpOnly; SameSite=Strict; Path=/`;
  response.writeHead(200, headers).end(await readFile(new URL(`page/${file}`, import.meta.url)));
}

function sessionOf(request) {
  return sessions.get(COOKIE.exec(request.headers.cookie ?? "")?.[1]);
}

function newSession() {
  const secret = randomBytes(32).toString("base64url");
  sessions.set(secret, new Session(login));
  const [oldest] = sessions.keys();
  if (sessions.size > MAX_SESSIONS) {
    sessions.get(oldest).end();
    sessions.delete(oldest);
  }
  return secret;
}

async function body(request) {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) {
    text += chunk;
    if (text.length > MAX_BODY_BYTES) throw refused(413, "too long");
  }
  try {
    return Object(JSON.parse(text));
  } catch {
    throw refused(400, "no JSON");
  }
}

function send(response, status, answer) {
  response.writeHead(status, { ...HEADERS, "Content-Type": "application/json" }).end(JSON.stringify(answer));
}

function origin() {
  return `http://127.0.0.1:${server.address().port}`;
}

function refused(status, message) {
  return Object.assign(new Error(message), { status });
}

function setting(name) {
  const value = process.env[name];
  if (value) return value;
  console.error(`error: ${name} is not set\nhint: read the settings into this shell: . ./demo.env`);
  return process.exit(2);
}
