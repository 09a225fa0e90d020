// Makes docs/images/cards: the typical example of each built-in type, as a person sees it.
// Needs Chromium (CHROMIUM, or /usr/bin/chromium) and the command line (WAXSEAL, or the one in
// target/), which makes the cards in other languages than the snapshots' English.

import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { createServer } from "vite";

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const TYPES = join(ROOT, "crates/details/types");
const PICTURES = join(ROOT, "docs/images/cards");
const WIDTH = 420;
/** Higher than any card. */
const HEIGHT = 4000;
/** Text stays sharp on a screen with small pixels, and a picture stays small. */
const SCALE = 1.5;
const QUALITY = 80;

const LOOKS = [
  { name: "light", theme: "light", language: "en" },
  { name: "dark", theme: "dark", language: "en" },
  { name: "german", theme: "light", language: "de" },
  { name: "arabic", theme: "light", language: "ar" },
];

const types = readdirSync(TYPES).filter((type) => existsSync(join(TYPES, type, "examples/typical.json")));

function commandLine() {
  const built = ["release", "debug"].map((profile) => join(ROOT, "target", profile, "waxseal"));
  const found = [process.env.WAXSEAL, ...built].find((path) => path && existsSync(path));
  if (!found) throw new Error("there is no waxseal in target/: build it, or name one in WAXSEAL");
  return found;
}

/** The card in a language, asked for by the same client as in the snapshot. */
function card(type, language) {
  const snapshot = JSON.parse(readFileSync(join(TYPES, type, "snapshots/typical.json"), "utf8"));
  if (language === snapshot.language) return snapshot;
  const files = [join(TYPES, type, "template.hbs"), join(TYPES, type, "examples/typical.json")];
  const options = ["--language", language, "--time-zone", "UTC", "--json"];
  const answer = execFileSync(commandLine(), ["template", "preview", ...files, ...options]);
  const { client_name, client_id, audience, scopes, binding_message } = snapshot;
  return { ...JSON.parse(answer).card, client_name, client_id, audience, scopes, binding_message };
}

/** A picture of the card and nothing else. */
async function picture(page, address, shown) {
  await page.goto(address);
  await page.evaluate((card) => window.showCard(card), shown);
  await page.locator("article h1").waitFor();
  await page.evaluate(() => document.fonts.ready);
  const box = await page.locator("article").boundingBox();
  const session = await page.context().newCDPSession(page);
  const clip = { x: 0, y: 0, width: WIDTH, height: Math.ceil(box.y * 2 + box.height), scale: SCALE };
  const { data } = await session.send("Page.captureScreenshot", { format: "webp", quality: QUALITY, clip });
  return Buffer.from(data, "base64");
}

const server = await createServer({ root: join(ROOT, "ui"), mode: "gallery", server: { port: 0 } });
await server.listen();
const address = server.resolvedUrls.local[0];
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox"],
});
const page = await browser.newPage({ viewport: { width: WIDTH, height: HEIGHT } });
rmSync(PICTURES, { recursive: true, force: true });
mkdirSync(PICTURES, { recursive: true });
let bytes = 0;
for (const type of types) {
  for (const { name, theme, language } of LOOKS) {
    const webp = await picture(page, `${address}?frame&theme=${theme}`, card(type, language));
    writeFileSync(join(PICTURES, `${type}.${name}.webp`), webp);
    bytes += webp.length;
  }
}
await browser.close();
await server.close();
console.log(`${types.length * LOOKS.length} pictures, ${Math.round(bytes / 1024)} KiB, in docs/images/cards`);
