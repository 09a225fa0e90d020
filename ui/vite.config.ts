import { svelte } from "@sveltejs/vite-plugin-svelte";
import { svelteTesting } from "@testing-library/svelte/vite";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

/** The gallery has the app's page with another script. It is never part of the app. */
const gallery: Plugin = {
  name: "gallery",
  transformIndexHtml: {
    order: "pre",
    handler: (html) =>
      html.replace("/src/main.ts", "/src/gallery/main.ts").replace("</title>", " gallery</title>"),
  },
};

export default defineConfig(({ mode }) => ({
  plugins: [svelte(), svelteTesting(), mode === "gallery" && gallery],
  build: {
    // The content security policy allows no inline script and no inlined asset.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: "es2022",
    ...(mode === "gallery" && { outDir: "../target/gallery", emptyOutDir: true }),
  },
  server: {
    port: 1420,
    strictPort: true,
    headers: { "Cache-Control": "no-store" },
    // The gallery reads the cards that stand beside the types.
    fs: { allow: [".", "../crates/details/types"] },
  },
  test: { environment: "happy-dom", setupFiles: ["./src/test_setup.ts"], include: ["src/**/*.test.ts"] },
}));
