import { expect, it } from "vitest";
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
  device.select("2");
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
