import type { Card } from "../ipc/bindings/Card";
import { samples } from "./samples";

/** One card of the gallery. */
export interface Exhibit {
  /** `type/name`. */
  id: string;
  type: string;
  name: string;
  card: Card;
}

// Each built-in type keeps the cards of its examples; tests compare them with what the core makes.
const snapshots = import.meta.glob<Card>("../../../crates/details/types/*/snapshots/*.json", {
  eager: true,
  import: "default",
});

function exhibit(type: string, name: string, card: Card): Exhibit {
  return { id: `${type}/${name}`, type, name, card };
}

export const exhibits: Exhibit[] = [
  ...Object.entries(samples).map(([name, card]) => exhibit("samples", name, card)),
  ...Object.entries(snapshots).map(([path, card]) => {
    const [type = "", , name = ""] = path.split("/").slice(-3);
    return exhibit(type, name.replace(/\.json$/, ""), card);
  }),
];
