import { svelte } from "@sveltejs/vite-plugin-svelte";
import { svelteTesting } from "@testing-library/svelte/vite";
import { defineConfig } from "vitest/config";

export default defineConfig(({ mode }) => ({
  plugins: [svelte(), svelteTesting()],
  build: {
    // The content security policy allows no inline script and no inlined asset.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: "es2022",
    // The gallery is a page of its own and never part of the app.
    ...(mode === "gallery" && {
      outDir: "../target/gallery",
      emptyOutDir: true,
      rolldownOptions: { input: "gallery.html" },
    }),
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
