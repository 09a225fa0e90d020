// Makes pictures of screens in target/screens, to look at them.
// Names on the command line choose some: `npm run screens popup locked`. The environment says how
// they look: SIZE=420x640, THEME=dark, LANGUAGE=ar.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { openGallery, ROOT } from "./gallery.mjs";

const { SIZE = "960x640", THEME = "light", LANGUAGE = "en" } = process.env;
const [width, height] = SIZE.split("x").map(Number);
const folder = join(ROOT, "target/screens");
const wanted = process.argv.slice(2);

const gallery = await openGallery();
const page = await gallery.newPage({ viewport: { width, height } });
await gallery.frame(page, {});
const ids = (await page.evaluate(() => window.exhibitIds)).filter(
  (id) => id.startsWith("screens/") && wanted.some((name) => id.slice("screens/".length).startsWith(name)),
);
mkdirSync(folder, { recursive: true });
for (const id of ids) {
  await gallery.frame(page, { card: id, theme: THEME, language: LANGUAGE });
  await page.waitForTimeout(500);
  const name = [id.slice("screens/".length), SIZE, THEME, LANGUAGE].join(".");
  await page.screenshot({ path: join(folder, `${name}.png`) });
}
await gallery.close();
console.log(`${ids.length} pictures in ${folder}`);
