import type { Backend } from "../ipc/backend";

/** How often it is said, at most, in milliseconds. */
const EVERY = 15_000;

/** Says that somebody uses the page, until the returned function is called. */
export function reportActivity(backend: Backend, page: Window = window): () => void {
  let said = Number.NEGATIVE_INFINITY;
  function used() {
    const now = performance.now();
    if (now - said < EVERY) return;
    said = now;
    void backend.activity().catch(() => undefined);
  }
  const events = ["pointermove", "pointerdown", "keydown", "wheel"] as const;
  for (const event of events) page.addEventListener(event, used, { passive: true, capture: true });
  return () => {
    for (const event of events) page.removeEventListener(event, used, { capture: true });
  };
}
