import svelte from "eslint-plugin-svelte";
import globals from "globals";
import tseslint from "typescript-eslint";

/** shared ← features ← views; only ipc/tauri.ts knows Tauri. */
const forbid = (...patterns) => ({
  "no-restricted-imports": ["error", { patterns: patterns.map((group) => ({ group: [group] })) }],
});

export default tseslint.config(
  { ignores: ["dist", "node_modules", "src/ipc/bindings"] },
  ...tseslint.configs.strict,
  ...svelte.configs.recommended,
  { languageOptions: { globals: globals.browser } },
  {
    files: ["**/*.svelte", "**/*.svelte.ts"],
    languageOptions: { parserOptions: { parser: tseslint.parser } },
  },
  { files: ["scripts/**"], languageOptions: { globals: { ...globals.node, ...globals.browser } } },
  { rules: { "svelte/no-at-html-tags": "error" } },
  { files: ["src/**"], ignores: ["src/ipc/tauri.ts"], rules: forbid("@tauri-apps/*") },
  {
    files: ["src/shared/**"],
    rules: forbid("@tauri-apps/*", "**/features/**", "**/views/**", "**/state/**", "**/ipc/**"),
  },
  { files: ["src/features/**"], rules: forbid("@tauri-apps/*", "**/views/**") },
);
