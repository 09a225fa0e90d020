import { expect, it } from "vitest";
import { FakeBackend } from "../ipc/fake";
import { DevicePreferences } from "./device_preferences.svelte";

const keepFor = (days: number) => (was: FakeBackend["chosen"]) => ({ ...was, keep_history_days: days });

it("a change is not built on one before it that failed", async () => {
  const backend = new FakeBackend();
  const kept = new DevicePreferences(backend);
  await kept.load();
  const keep = backend.setPreferences;
  backend.setPreferences = () => {
    backend.setPreferences = keep;
    return Promise.reject({ code: "storage", message: "The disk is full." });
  };
  const first = kept.change(keepFor(30));
  const second = kept.change((was) => ({ ...was, language: "de" }));
  expect([await first, await second]).toEqual([false, true]);
  expect(backend.chosen).toMatchObject({ keep_history_days: null, language: "de" });
  expect(kept.value).toEqual(backend.chosen);
  kept.forget();
});

it("shows what the device kept, which may be less than what was asked for", async () => {
  const backend = new FakeBackend();
  backend.setPreferences = async (next) => ({ ...next, keep_history_days: 365 });
  const kept = new DevicePreferences(backend);
  await kept.change(keepFor(99_999));
  expect(kept.value?.keep_history_days).toBe(365);
  expect(kept.outcome).toEqual({ kind: "saved" });
  kept.forget();
  expect(kept.outcome).toBeNull();
});

it("keeps other changes while the system asks about one", async () => {
  const backend = new FakeBackend();
  const kept = new DevicePreferences(backend);
  await kept.load();
  const set = backend.setVerification;
  let answer: () => void = () => undefined;
  backend.setVerification = async (next) => {
    await new Promise<void>((resolve) => (answer = resolve));
    return set(next);
  };
  const asking = kept.verify("off");
  expect(await kept.change(keepFor(30))).toBe(true);
  expect([kept.asked, kept.value?.verification, kept.value?.keep_history_days]).toEqual([
    "off",
    "when_available",
    30,
  ]);
  answer();
  expect(await asking).toBe(true);
  expect(kept.asked).toBeNull();
  expect(kept.value).toMatchObject({ verification: "off", keep_history_days: 30 });
  expect(backend.chosen).toEqual(kept.value);
  kept.forget();
});

it("shows what was before, and what was changed meanwhile, if the system says no", async () => {
  const backend = new FakeBackend();
  const kept = new DevicePreferences(backend);
  await kept.load();
  let refuse: (error: unknown) => void = () => undefined;
  backend.setVerification = () => new Promise((_, reject) => (refuse = reject));
  const asking = kept.verify("off");
  await kept.change(keepFor(7));
  refuse({ code: "storage", message: "No." });
  expect(await asking).toBe(false);
  expect(kept.outcome).toMatchObject({ kind: "failed" });
  expect(kept.value).toMatchObject({ verification: "when_available", keep_history_days: 7 });
  kept.forget();
});
