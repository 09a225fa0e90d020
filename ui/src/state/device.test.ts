import { cleanup, render, screen } from "@testing-library/svelte";
import { tick } from "svelte";
import { afterEach, expect, it, vi } from "vitest";
import App from "../App.svelte";
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
  expect([device.items, device.records, device.selected]).toEqual([[], [], null]);
  await backend.unlock("seal");
  await device.refresh();
  expect(device.selected?.consent_id).toBe("2");
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

it("does not forget that the history is another one when its answer is overtaken", async () => {
  const { backend, device } = await stateOf(() => undefined);
  const history = vi.spyOn(backend, "history");
  await Promise.all([device.refresh(true), device.refresh(false)]);
  expect(history).toHaveBeenCalledTimes(2);
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
