// Makes docs/images/cards: the typical example of each built-in type, as a person sees it.
// The command line (WAXSEAL, or the one in target/) makes the cards in other languages than the
// snapshots' English.

import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openGallery, ROOT } from "./gallery.mjs";

const TYPES = join(ROOT, "crates/details/types");
const PICTURES = join(ROOT, "docs/images/cards");
const WIDTH = 420;
/** Higher than any card. */
const HEIGHT = 4000;
/** Text stays sharp on a screen with small pixels, and a picture stays small. */
const SCALE = 1.5;
const QUALITY = 80;
/** When the snapshots were made, so that relative times are the same in each language. */
const NOW = "2026-11-21T09:00:00Z";

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
  const options = ["--language", language, "--time-zone", "UTC", "--now", NOW, "--json"];
  const answer = execFileSync(commandLine(), ["template", "preview", ...files, ...options]);
  const { client_name, client_id, audience, scopes, binding_message } = snapshot;
  return { ...JSON.parse(answer).card, client_name, client_id, audience, scopes, binding_message };
}

/** A picture of the card and nothing else. */
async function picture(page, shown) {
  await page.evaluate((card) => window.showCard(card), shown);
  await page.locator("article h1").waitFor();
  const box = await page.locator("article").boundingBox();
  const session = await page.context().newCDPSession(page);
  const clip = { x: 0, y: 0, width: WIDTH, height: Math.ceil(box.y * 2 + box.height), scale: SCALE };
  const { data } = await session.send("Page.captureScreenshot", { format: "webp", quality: QUALITY, clip });
  return Buffer.from(data, "base64");
}

const gallery = await openGallery();
const page = await gallery.newPage({ viewport: { width: WIDTH, height: HEIGHT } });
const pictures = new Map();
for (const type of types) {
  for (const { name, theme, language } of LOOKS) {
    await gallery.frame(page, { theme });
    pictures.set(`${type}.${name}.webp`, await picture(page, card(type, language)));
  }
}
await gallery.close();

// The old ones go once the new ones are all there.
rmSync(PICTURES, { recursive: true, force: true });
mkdirSync(PICTURES, { recursive: true });
let bytes = 0;
for (const [name, webp] of pictures) {
  writeFileSync(join(PICTURES, name), webp);
  bytes += webp.length;
}
console.log(`${pictures.size} pictures, ${Math.round(bytes / 1024)} KiB, in docs/images/cards`);
