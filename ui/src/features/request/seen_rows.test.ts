import { afterEach, describe, expect, it, vi } from "vitest";
import { isWhole, type Parts, watchCard, withPart } from "./seen_rows";

const seen = (...views: [number, number][]) =>
  views.reduce<Parts>((parts, [from, to]) => withPart(parts, from, to), []);

describe("the parts of a row that were in view", () => {
  it("join where they touch, in whatever order they come", () => {
    expect(seen([0, 0.3], [0.6, 1], [0.3, 0.6])).toEqual([[0, 1]]);
    expect(seen([0.6, 1], [0, 0.3])).toEqual([
      [0, 0.3],
      [0.6, 1],
    ]);
    expect(seen([0.5, 0.5], [0.7, 0.2])).toEqual([]);
  });

  it("are the whole row only without a gap that could hide a line", () => {
    expect(isWhole(seen([0, 1]), 2000)).toBe(true);
    expect(isWhole(seen([0, 0.5], [0.51, 1]), 2000)).toBe(false);
    expect(isWhole(seen([0, 0.96]), 40)).toBe(true);
    expect(isWhole(seen([0, 0.6]), 340)).toBe(false);
    expect(isWhole([], 20)).toBe(false);
  });
});

describe("a card in a view of 340 pixels", () => {
  afterEach(() => vi.unstubAllGlobals());

  /** A card whose one critical row has a height, and a way to scroll it. */
  function laidOut(height: number) {
    vi.stubGlobal(
      "ResizeObserver",
      class {
        observe() {}
        disconnect() {}
      },
    );
    const scroller = document.createElement("div");
    const card = document.createElement("div");
    const row = document.createElement("div");
    row.dataset.critical = "";
    card.append(row);
    scroller.append(card);
    let offset = 0;
    scroller.getBoundingClientRect = () => new DOMRect(0, 0, 400, 340);
    row.getBoundingClientRect = () => new DOMRect(0, -offset, 400, height);
    const report = vi.fn();
    const stop = watchCard(scroller, card, report, () => undefined);
    const scroll = (to: number) => {
      offset = to;
      scroller.dispatchEvent(new Event("scroll"));
    };
    return { report, scroll, stop };
  }

  it.each([0.5, 0.9])("is seen at once, when its row has a height of %s views", (views) => {
    expect(laidOut(340 * views).report).toHaveBeenCalledExactlyOnceWith(true);
  });

  it.each([1.1, 2.1, 3, 6, 20])("is seen at its end, when its row has a height of %s views", (views) => {
    const { report, scroll } = laidOut(340 * views);
    const end = 340 * (views - 1);
    for (let at = 0; at < end - 20; at += 40) scroll(at);
    expect(report).not.toHaveBeenCalled();
    scroll(end);
    expect(report).toHaveBeenCalledExactlyOnceWith(true);
  });

  it("is not seen by somebody who jumps to its end", () => {
    const { report, scroll } = laidOut(340 * 4);
    scroll(340 * 3);
    expect(report).not.toHaveBeenCalled();
    for (let at = 0; at < 340 * 3; at += 300) scroll(at);
    expect(report).toHaveBeenCalledExactlyOnceWith(true);
  });

  it("is watched no more once it is gone", () => {
    const { report, scroll, stop } = laidOut(500);
    stop();
    scroll(160);
    expect(report).not.toHaveBeenCalled();
  });
});
