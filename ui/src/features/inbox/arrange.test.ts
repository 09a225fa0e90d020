import { describe, expect, it } from "vitest";
import { item } from "../../ipc/fake";
import { arrange, NOTHING, type Arrangement } from "./arrange";

const closed = { kind: "closed", outcome: "expired", by: null, at: "2026-11-21T12:05:00Z" } as const;
const ids = ({ waiting, recent, arrived }: Arrangement) =>
  [waiting, recent, arrived].map((rows) => rows.map((row) => row.consent_id).join(""));

const before = arrange(NOTHING, [item("a"), item("b"), item("c", closed)], false);

describe("the list", () => {
  it("has what waits in the order of the deadlines, and then what is over", () => {
    expect(ids(before)).toEqual(["ab", "c", ""]);
  });

  it("moves no row while it is held, whatever comes and ends", () => {
    const now = [item("new"), item("b"), item("a", closed), item("c", closed)];
    const held = arrange(before, now, true);
    expect(ids(held)).toEqual(["ab", "c", "new"]);
    expect(held.waiting[0]?.state.kind).toBe("closed");
    expect(ids(arrange(held, [item("newer"), ...now], true))).toEqual(["ab", "c", "newnewer"]);
  });

  it("keeps the row of a request that is gone while it is held", () => {
    expect(ids(arrange(before, [item("b")], true))).toEqual(["ab", "c", ""]);
  });

  it("is sorted anew once it is free", () => {
    const now = [item("new"), item("b"), item("a", closed)];
    expect(ids(arrange(arrange(before, now, true), now, false))).toEqual(["newb", "a", ""]);
  });
});
