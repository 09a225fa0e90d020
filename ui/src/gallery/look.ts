import type { Language } from "../ipc/bindings/Language";
import { spoken } from "../text/language.svelte";

/** What the gallery shows, and how. It stands in the address, so that each look can be linked to. */
export interface Look {
  /** Which card, as `type/name`, or which screen. */
  card: string;
  /** The language of the window. A card keeps its own. */
  language: Language;
  theme: "light" | "dark";
  width: number;
  zoom: number;
  /** Whether the card is laid out from right to left, whatever its language. */
  rtl: boolean;
  /** Whether the window around the card is shown as well. */
  window: boolean;
}

export const WIDTHS = [320, 420, 560, 960];

export function readLook(query: URLSearchParams): Look {
  return {
    card: query.get("card") ?? "",
    language: spoken([query.get("language") ?? ""]),
    theme: query.get("theme") === "dark" ? "dark" : "light",
    width: Number(query.get("width")) || 420,
    zoom: Number(query.get("zoom")) || 1,
    rtl: query.has("rtl"),
    window: query.has("window"),
  };
}

export function writeLook(look: Look): URLSearchParams {
  const query = new URLSearchParams({
    card: look.card,
    language: look.language,
    theme: look.theme,
    width: String(look.width),
    zoom: String(look.zoom),
  });
  if (look.rtl) query.set("rtl", "");
  if (look.window) query.set("window", "");
  return query;
}
