import "@testing-library/jest-dom/vitest";

// happy-dom lays nothing out, so its observers never report; rows then count as not yet seen.
class SilentObserver {
  observe() {}
  unobserve() {}
  disconnect() {}
}
globalThis.IntersectionObserver ??= SilentObserver as unknown as typeof IntersectionObserver;
globalThis.ResizeObserver ??= SilentObserver as unknown as typeof ResizeObserver;
