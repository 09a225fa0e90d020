/** A row counts as seen once it was in view almost whole, or filled most of the view. */
function inView(entry: IntersectionObserverEntry): boolean {
  const height = entry.rootBounds?.height ?? 0;
  return entry.intersectionRatio >= 0.95 || (height > 0 && entry.intersectionRect.height >= height * 0.6);
}

/**
 * Watches what a person sees of a card: calls `seen` whenever it changes whether every row marked
 * `data-critical` has been in view, and `layout` whenever the card changes its size.
 */
export function watchCard(
  scroller: HTMLElement,
  card: HTMLElement,
  seen: (all: boolean) => void,
  layout: () => void,
): () => void {
  const left = new Set<Element>(card.querySelectorAll("[data-critical]"));
  let reported = false;
  const report = () => {
    const all = left.size === 0;
    if (all !== reported) seen((reported = all));
  };
  const rows = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) if (inView(entry)) left.delete(entry.target);
      report();
    },
    { root: scroller, threshold: [0, 0.25, 0.5, 0.75, 0.95, 1] },
  );
  for (const row of left) rows.observe(row);
  const sizes = new ResizeObserver(layout);
  sizes.observe(card);
  sizes.observe(scroller);
  report();
  return () => {
    rows.disconnect();
    sizes.disconnect();
  };
}
