import { svelte } from "@sveltejs/vite-plugin-svelte";
import { svelteTesting } from "@testing-library/svelte/vite";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [svelte(), svelteTesting()],
  // The content security policy allows no inline script and no inlined asset.
  build: { assetsInlineLimit: 0, modulePreload: { polyfill: false }, target: "es2022" },
  server: { port: 1420, strictPort: true, headers: { "Cache-Control": "no-store" } },
  test: { environment: "happy-dom", setupFiles: ["./src/test_setup.ts"], include: ["src/**/*.test.ts"] },
});
