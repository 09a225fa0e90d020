// The gallery in a browser, for scripts that look at it. Chromium is CHROMIUM, or /usr/bin/chromium.

import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { build, preview } from "vite";

export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

/** Opens the gallery; `frame` shows one look of it in a page, `close` ends all. */
export async function openGallery() {
  // Built, because a page of many modules takes seconds to load, and there are hundreds of looks.
  const options = { root: join(ROOT, "ui"), mode: "gallery", logLevel: "error" };
  await build(options);
  const server = await preview({ ...options, preview: { port: 0, host: "127.0.0.1" } });
  const [address] = server.resolvedUrls.local;
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox"],
  });
  return {
    newPage: (options) => browser.newPage(options),
    async frame(page, look) {
      await page.goto(`${address}?frame&${new URLSearchParams(look)}`);
      await page.waitForFunction(() => document.querySelector("#app")?.textContent !== "");
      await page.waitForFunction(() => !document.querySelector("[data-pending]"));
      await page.evaluate(() => document.fonts.ready);
    },
    async close() {
      await browser.close();
      await server.close();
    },
  };
}
