import { describe, expect, it } from "vitest";
import { countdown } from "./time";

describe("countdown", () => {
  it("shows minutes and seconds, and hours from an hour on", () => {
    expect(countdown(252_000)).toBe("4:12");
    expect(countdown(59_001)).toBe("1:00");
    expect(countdown(900)).toBe("0:01");
    expect(countdown(0)).toBe("0:00");
    expect(countdown(3_727_000)).toBe("1:02:07");
  });
});
