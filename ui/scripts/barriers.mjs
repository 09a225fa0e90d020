// Looks at every screen and every sample card in a real browser: what axe finds, what is too faint, and
// what does not fit.
// Names on the command line choose some: `npm run barriers -- history settings`.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { contrast, FAINT, MOMENTS, plant } from "./contrast.mjs";
import { openGallery } from "./gallery.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Windows as they are, and as a high zoom makes them: 200 % of 960 × 640, and 320 × 256 for all. */
const LOOKS = [
  { theme: "light", language: "en", width: 960, height: 640 },
  { theme: "dark", language: "de", width: 960, height: 640 },
  { theme: "light", language: "ar", width: 700, height: 520 },
  { theme: "dark", language: "fr", width: 480, height: 320 },
  { theme: "light", language: "es", width: 420, height: 640 },
  { theme: "dark", language: "ja", width: 420, height: 640 },
  { theme: "light", language: "en-XA", width: 320, height: 256 },
  { theme: "light", language: "en", width: 960, height: 640, forcedColors: "active" },
];
// A card alone, and a screen without one, need no heading and no landmark of their own.
const OFF = ["page-has-heading-one", "region", "landmark-one-main"];

/** What stands out of the window, or out of what it scrolls in, sideways. */
function overflowing() {
  const wide = document.documentElement.scrollWidth - innerWidth;
  const outside = [...document.querySelectorAll("#app *")].filter((element) => {
    const box = element.getBoundingClientRect();
    const seen = box.width > 2 && box.height > 2 && !element.closest(".visually-hidden, svg");
    return seen && (box.right > innerWidth + 1 || box.left < -1);
  });
  const names = outside.slice(0, 3).map((element) => `${element.tagName}.${element.className}`);
  return wide > 0 || names.length > 0 ? [`out of the window: ${names.join(", ") || `${wide}px`}`] : [];
}

/** What has to be in view before a rehearsal can be approved: in a window of the usual size, all is. */
function outOfSight() {
  const view = document.querySelector(".pane .scroll")?.getBoundingClientRect();
  const rows = [...document.querySelectorAll(".pane [data-critical]")].filter((row) => {
    const box = row.getBoundingClientRect();
    return box.top < view.top || box.bottom > view.bottom;
  });
  return rows.map((row) => `not in view: ${row.textContent.trim().slice(0, 60)}`);
}

async function barriers(off) {
  const rules = Object.fromEntries(off.map((id) => [id, { enabled: false }]));
  const { violations } = await window.axe.run(document, { rules });
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0].html.slice(0, 160)} (${nodes.length})`);
}

const wanted = process.argv.slice(2);
const gallery = await openGallery();
const first = await gallery.newPage();
await gallery.frame(first, {});
const ids = (await first.evaluate(() => window.exhibitIds)).filter(
  (id) =>
    /^(screens|samples)\/|\/typical$/.test(id) &&
    (wanted.length === 0 || wanted.some((word) => id.includes(word))),
);
await first.close();

const found = new Map();
/** The faintest of each theme. */
const lowest = new Map();
/** What is too faint of what is on a page. */
async function faint(page, theme) {
  const measured = await page.evaluate(contrast);
  for (const one of measured.filter(({ least }) => least === 4.5))
    if (one.ratio < (lowest.get(theme)?.ratio ?? Infinity)) lowest.set(theme, one);
  const under = measured.filter(({ ratio, least }) => ratio < least);
  return under.map(({ ratio, least, what }) => `contrast ${ratio.toFixed(2)} of ${least}: ${what}`);
}

for (const { width, height, forcedColors = "none", ...look } of LOOKS) {
  const page = await gallery.newPage({ viewport: { width, height }, forcedColors, reducedMotion: "reduce" });
  page.on("pageerror", (error) => note(String(error), "a script"));
  const where = `${Object.values(look).join(" ")} ${width}×${height} ${forcedColors}`;
  const note = (problem, id) => found.set(problem, [...(found.get(problem) ?? []), `${id} ${where}`]);
  for (const id of ids) {
    await gallery.frame(page, { card: id, ...look });
    await page.evaluate(axe);
    for (const problem of await page.evaluate(barriers, OFF)) note(problem, id);
    // Forced colors are the system's own.
    if (forcedColors === "none") for (const problem of await faint(page, look.theme)) note(problem, id);
    for (const problem of await page.evaluate(overflowing)) note(problem, id);
    if (height === 640 && id === (width < 960 ? "screens/popup_practice" : "screens/request_practice"))
      for (const problem of await page.evaluate(outOfSight)) note(problem, id);
  }
  if (forcedColors === "none") {
    await page.evaluate(plant, MOMENTS);
    for (const problem of await faint(page, look.theme)) note(problem, "moments");
    const known = lowest.get(look.theme);
    await page.evaluate(plant, FAINT);
    if ((await faint(page, look.theme)).length !== 1)
      note("the measure of contrast finds nothing", "planted");
    lowest.set(look.theme, known);
  }
  await page.close();
}
await gallery.close();
for (const [theme, { ratio, what }] of lowest)
  console.log(`faintest text, ${theme}: ${ratio.toFixed(2)}, ${what}`);
for (const [problem, places] of found) console.log(`${problem}\n  ${places.slice(0, 4).join("\n  ")}`);
console.log(`${ids.length * LOOKS.length} looks, ${found.size} problems`);
process.exitCode = found.size > 0 ? 1 : 0;
