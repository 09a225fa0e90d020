import { cleanup, render, screen } from "@testing-library/svelte";
import { tick } from "svelte";
import { afterEach, expect, it, vi } from "vitest";
import App from "../App.svelte";
import { records } from "../gallery/window_samples";
import type { HistoryRecord } from "../ipc/bindings/HistoryRecord";
import type { Snapshot } from "../ipc/bindings/Snapshot";
import { FakeBackend, item } from "../ipc/fake";
import { DeviceState } from "./device.svelte";

async function stateOf(prepare: (backend: FakeBackend) => void) {
  const backend = new FakeBackend();
  backend.items = [item("1"), item("2")];
  prepare(backend);
  const device = new DeviceState(backend);
  await device.refresh();
  return { backend, device };
}

it("knows what is muted and how long alerts are paused", async () => {
  const muted = [{ account_id: "dev_1", client_id: "scraper", client_name: "Scraper", millis_left: 60_000 }];
  const { device } = await stateOf((backend) => {
    backend.muted = muted;
    backend.alertsPausedMs = 60_000;
  });
  expect(device.muted).toEqual(muted);
  expect(device.alertsPausedMs).toBe(60_000);
  device.now += 45_000;
  expect(device.alertsPausedMs).toBe(15_000);
  device.now += 15_000;
  expect(device.alertsPausedMs).toBeNull();
});

it("has nothing of a request while it is locked, and the same request afterwards", async () => {
  const { backend, device } = await stateOf((backend) => (backend.passphrase = "seal"));
  device.select(item("2"));
  await backend.lock();
  await device.refresh();
  expect(device.lock).toMatchObject({ locked: true, has_passphrase: true, waiting: 2 });
  expect(device.nextExpiresInMs).toBe(252_000);
  expect([device.items, device.records, device.selected]).toEqual([[], null, null]);
  await backend.unlock("seal");
  await device.refresh();
  expect(device.selected?.consent_id).toBe("2");
});

it("puts a link aside for the request that somebody asked for", async () => {
  const { device } = await stateOf(() => undefined);
  device.show({ kind: "enrollment", link: "waxseal://enroll?a" });
  expect(device.link).toBe("waxseal://enroll?a");
  device.show({ kind: "request", request: item("2"), report: false });
  expect([device.link, device.selected?.consent_id]).toEqual([null, "2"]);
});

it("takes a lock that falls between two questions for no failure", async () => {
  const { backend, device } = await stateOf(() => undefined);
  backend.history = () => Promise.reject({ code: "locked", message: "It is locked." });
  await device.refresh();
  expect(device.failure).toBeNull();
});

afterEach(() => {
  vi.restoreAllMocks();
  cleanup();
});

it("reads the history again only when it is another one", async () => {
  const { backend, device } = await stateOf((backend) => (backend.passphrase = "seal"));
  const history = vi.spyOn(backend, "history");
  await device.refresh(true);
  expect(history, "nobody looks at it").not.toHaveBeenCalled();
  device.section = "history";
  await device.refresh(false);
  expect(history).toHaveBeenCalledTimes(1);
  history.mockClear();
  await device.refresh(false);
  expect(history).not.toHaveBeenCalled();
  await device.refresh(true);
  expect(history).toHaveBeenCalledTimes(1);
  await backend.lock();
  await device.refresh(false);
  await backend.unlock("seal");
  await device.refresh(false);
  expect(history).toHaveBeenCalledTimes(2);
});

it("does not forget that the history is another one when the next read is asked for meanwhile", async () => {
  const { backend, device } = await stateOf(() => undefined);
  device.section = "history";
  await device.refresh();
  const history = vi.spyOn(backend, "history");
  await Promise.all([device.refresh(true), device.refresh(false)]);
  expect(history).toHaveBeenCalledTimes(1);
  history.mockRejectedValueOnce({ code: "storage", message: "The file cannot be read." });
  await device.refresh(true);
  await device.refresh(false);
  expect(history).toHaveBeenCalledTimes(3);
});

it("shows what it reads while it changes without pause, and reads once for many changes", async () => {
  const backend = new FakeBackend();
  backend.items = [item("1")];
  const device = new DeviceState(backend);
  const read = await backend.snapshot();
  const waiting: ((snapshot: Snapshot) => void)[] = [];
  const snapshot = vi
    .spyOn(backend, "snapshot")
    .mockImplementation(() => new Promise((resolve) => waiting.push(resolve)));
  const first = device.refresh();
  await vi.waitFor(() => expect(waiting).toHaveLength(1));
  const later = [device.refresh(), device.refresh(), device.refresh()];
  waiting[0]?.(read);
  await vi.waitFor(() => expect(device.loaded).toBe(true));
  expect(device.items).toHaveLength(1);
  await first;
  await vi.waitFor(() => expect(waiting).toHaveLength(2));
  waiting[1]?.({ ...read, items: [] });
  await Promise.all(later);
  expect(device.items).toHaveLength(0);
  expect(snapshot).toHaveBeenCalledTimes(2);
});

it("keeps no history that came after it was locked", async () => {
  const { backend, device } = await stateOf((backend) => (backend.passphrase = "seal"));
  device.section = "history";
  let answer: (records: HistoryRecord[]) => void = () => undefined;
  vi.spyOn(backend, "history").mockImplementation(() => new Promise((resolve) => (answer = resolve)));
  const reading = device.refresh(true);
  await vi.waitFor(() => expect(backend.history).toHaveBeenCalled());
  await backend.lock();
  const next = device.refresh(true);
  answer(records);
  await Promise.all([reading, next]);
  expect(device.records).toBeNull();
});

it("lets time pass only while something is counted down and somebody sees it", async () => {
  const started = vi.spyOn(window, "setInterval");
  const stopped = vi.spyOn(window, "clearInterval");
  const running = () => started.mock.calls.length - stopped.mock.calls.length;
  const backend = new FakeBackend();
  render(App, { props: { backend } });
  await screen.findByText("Nothing waiting");
  expect(running()).toBe(0);

  backend.items = [item("1")];
  backend.change(false);
  await screen.findByRole("heading", { level: 1 });
  expect(running()).toBe(1);

  const hidden = vi.spyOn(document, "hidden", "get").mockReturnValue(true);
  document.dispatchEvent(new Event("visibilitychange"));
  await tick();
  expect(running()).toBe(0);
  hidden.mockReturnValue(false);
  document.dispatchEvent(new Event("visibilitychange"));
  await tick();
  expect(running()).toBe(1);
});
