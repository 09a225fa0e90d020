import { describe, expect, it } from "vitest";
import { countdown, distance, isTimeOfDay, minutesUntilTomorrow } from "./time";

describe("countdown", () => {
  it("shows minutes and seconds, and hours from an hour on", () => {
    expect(countdown(252_000)).toBe("4:12");
    expect(countdown(59_001)).toBe("1:00");
    expect(countdown(900)).toBe("0:01");
    expect(countdown(0)).toBe("0:00");
    expect(countdown(3_727_000)).toBe("1:02:07");
  });
});

describe("distance", () => {
  it.each([
    [20_000, "this minute"],
    [-45_000, "1 minute ago"],
    [18 * 60_000, "in 18 minutes"],
    [-90 * 60_000, "1 hour ago"],
    [-23.7 * 3_600_000, "24 hours ago"],
    [-26 * 3_600_000, "yesterday"],
    [-40 * 86_400_000, "40 days ago"],
  ])("%d is %s", (millis, said) => {
    expect(distance(millis, "en-GB")).toBe(said);
  });
});

it("tomorrow begins at eight in the morning, whatever the hour now", () => {
  expect(minutesUntilTomorrow(new Date(2026, 10, 21, 23, 0))).toBe(9 * 60);
  expect(minutesUntilTomorrow(new Date(2026, 10, 21, 0, 0))).toBe(32 * 60);
  expect(minutesUntilTomorrow(new Date(2026, 11, 31, 7, 59, 30))).toBe(24 * 60 + 1);
});

it("a time of day has two digits each, and exists", () => {
  expect(["00:00", "09:30", "23:59"].every(isTimeOfDay)).toBe(true);
  expect(["24:00", "9:30", "12:60", "", "noon"].some(isTimeOfDay)).toBe(false);
});
