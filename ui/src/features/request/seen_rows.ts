/** Which parts of a row were in view, as shares of its height, in their order and apart from each other. */
export type Parts = readonly (readonly [from: number, to: number])[];

/** Adds a part that is in view. */
export function withPart(parts: Parts, from: number, to: number): Parts {
  if (to <= from) return parts;
  const touching = parts.filter(([start, end]) => start <= to && end >= from);
  const joined = [
    Math.min(from, ...touching.map(([start]) => start)),
    Math.max(to, ...touching.map(([, end]) => end)),
  ] as const;
  const others = parts.filter((part) => !touching.includes(part));
  return [...others, joined].sort(([one], [other]) => one - other);
}

/** Less than half a line, so that no line is among what was left out. */
const LEFT_OUT = 8;

/** Whether a row of some height, in pixels, was in view from its top to its bottom: at once, or part by part. */
export function isWhole(parts: Parts, height: number): boolean {
  const seen = parts.reduce((sum, [from, to]) => sum + to - from, 0);
  return (1 - seen) * height <= Math.min(LEFT_OUT, height * 0.05);
}

/**
 * Watches what a person sees of a card: calls `seen` once every row marked `data-critical` was in view from top to
 * bottom, and `layout` whenever the card changes its size.
 */
export function watchCard(
  scroller: HTMLElement,
  card: HTMLElement,
  seen: (all: boolean) => void,
  layout: () => void,
): () => void {
  const left = new Map<Element, Parts>();
  for (const row of card.querySelectorAll("[data-critical]")) left.set(row, []);
  let reported = false;

  function look() {
    const view = scroller.getBoundingClientRect();
    // Not laid out yet, or in a window without room: nothing is seen.
    if (reported || view.height === 0) return;
    for (const [row, parts] of left) {
      const { top, bottom, height } = row.getBoundingClientRect();
      const from = (Math.max(top, view.top) - top) / (height || 1);
      const to = (Math.min(bottom, view.bottom) - top) / (height || 1);
      const now = withPart(parts, from, to);
      if (isWhole(now, height)) left.delete(row);
      else left.set(row, now);
    }
    if (left.size === 0) seen((reported = true));
  }

  const sizes = new ResizeObserver(() => {
    look();
    layout();
  });
  sizes.observe(card);
  sizes.observe(scroller);
  scroller.addEventListener("scroll", look, { passive: true });
  look();
  return () => {
    scroller.removeEventListener("scroll", look);
    sizes.disconnect();
  };
}
