import { FakeBackend } from "../ipc/fake";
import type { Section } from "../state/device.svelte";
import { templateLists } from "./template_samples";

/** The main window in one state. */
export interface Screen {
  section: Section;
  prepare: (backend: FakeBackend) => void;
}

const templates = Object.entries(templateLists).map(([name, list]): [string, Screen] => [
  `templates_${name}`,
  { section: "templates", prepare: (backend) => (backend.templateList = list) },
]);

export const screens: Record<string, Screen> = { ...Object.fromEntries(templates) };

const PREFIX = "screens/";

/** The ids of all screens: `screens/name`. */
export const screenIds = Object.keys(screens).map((name) => PREFIX + name);

/** The screen with an id, if it is one's. */
export function screenOf(id: string): Screen | undefined {
  return id.startsWith(PREFIX) ? screens[id.slice(PREFIX.length)] : undefined;
}
