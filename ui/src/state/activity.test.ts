import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeBackend } from "../ipc/fake";
import { reportActivity } from "./activity";

describe("somebody at the page", () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ["performance"] }));
  afterEach(() => void vi.useRealTimers());

  it("is reported by keys, wheel and pointer, but not for each of them", () => {
    const backend = new FakeBackend();
    const stop = reportActivity(backend);
    for (let turn = 0; turn < 50; turn += 1) window.dispatchEvent(new KeyboardEvent("keydown", { key: "a" }));
    expect(backend.calls).toEqual([["activity"]]);
    vi.advanceTimersByTime(15_000);
    window.dispatchEvent(new Event("wheel"));
    expect(backend.calls).toHaveLength(2);
    stop();
    vi.advanceTimersByTime(15_000);
    window.dispatchEvent(new Event("pointermove"));
    expect(backend.calls).toHaveLength(2);
  });
});
