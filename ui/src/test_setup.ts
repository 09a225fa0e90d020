import "@testing-library/jest-dom/vitest";

// happy-dom lays nothing out, so the observer never reports.
class SilentObserver {
  observe() {}
  unobserve() {}
  disconnect() {}
}
globalThis.ResizeObserver ??= SilentObserver as unknown as typeof ResizeObserver;
