/** The parts of the settings, in the order in which they are listed. */
export const SECTIONS = [
  "alerts",
  "security",
  "appearance",
  "language",
  "history",
  "advanced",
  "about",
] as const;

export type SettingsSection = (typeof SECTIONS)[number];
