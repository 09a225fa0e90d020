import { cleanup, render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it } from "vitest";
import App from "../../App.svelte";
import type { DeviceOfPerson } from "../../ipc/bindings/DeviceOfPerson";
import { account, FakeBackend } from "../../ipc/fake";

afterEach(cleanup);

const ENROLLED = "2026-11-01T12:00:00Z";
const other = (id: string, name: string, parts: Partial<DeviceOfPerson> = {}): DeviceOfPerson => ({
  id,
  name,
  this_device: false,
  enrolled_at: ENROLLED,
  last_seen_at: null,
  online: false,
  test_key: false,
  ...parts,
});
const message = "login.bank.example does not answer.";
const unreachable = () => Promise.reject({ code: "offline", message });

async function open(prepare: (backend: FakeBackend) => void = () => undefined) {
  const backend = new FakeBackend();
  backend.deviceList = [
    other("dev_2", "Hanna’s MacBook", { last_seen_at: new Date(Date.now() - 3 * 86_400_000).toISOString() }),
    other("dev_1", "Desk", { this_device: true, online: true }),
    other("dev_3", ""),
  ];
  prepare(backend);
  render(App, { props: { backend } });
  await userEvent.click(await screen.findByRole("button", { name: "Accounts" }));
  return backend;
}

const press = async (name: string) => userEvent.click(await screen.findByRole("button", { name }));
const listed = async () => {
  await screen.findByText(/Hanna’s MacBook/);
  return within(screen.getByRole("region", { name: "Devices that can answer" })).getAllByRole("listitem");
};

describe("an account", () => {
  it("says why templates that its server offered are not used", async () => {
    const reason = "The pack is signed by a key that this account does not know.";
    await open((backend) => {
      backend.accounts = backend.accounts.map((one) => ({ ...one, template_warning: reason }));
    });
    expect(screen.getByText("Published templates: The last offer was refused")).toBeVisible();
    expect(screen.getByText(reason)).toBeVisible();
  });

  it("says how its key is kept, what that is worth, and its fingerprint", async () => {
    await open();
    expect(screen.getByText("In the system keyring")).toBeVisible();
    expect(screen.getByText(/can ask the keyring for it while you are signed in/)).toBeVisible();
    expect(screen.getByRole("code").textContent).toBe("y0pQ9nB7_gPyQxkFmIyxXdnbLkCVV4Wl8XqQHyvwWTQ");
  });

  it("has no fingerprint while its key is not available", async () => {
    const connection = { kind: "no_key" as const, reason: "The keyring is locked." };
    await open((backend) => (backend.accounts = [{ ...account(connection), key_thumbprint: null }]));
    expect(screen.getByText("Not known while the key is not available")).toBeVisible();
    expect(screen.getByText("The keyring is locked.")).toBeVisible();
  });

  it("says when its server changed the key that signs requests, and if that key was revoked", async () => {
    const online = { kind: "online" as const, since: ENROLLED };
    const changed = { ...account(online), issuer_key_changed_at: "2026-11-25T12:00:00Z" };
    const revoked = { ...account(online), id: "dev_2", host: "other.example", issuer_key_revoked: true };
    await open((backend) => (backend.accounts = [changed, revoked]));
    expect(screen.getAllByText("Server’s signing key")).toHaveLength(1);
    expect(screen.getByText(/The key before vouches for it/)).toBeVisible();
    expect(screen.getByText(/Remove this account and enrol this device again/)).toBeVisible();
  });

  it("gets another key once that is confirmed", async () => {
    const backend = await open();
    await press("Rotate key");
    expect(await screen.findByRole("dialog", { name: /Replace this device’s key/ })).toBeVisible();
    expect(backend.calls).toEqual([]);
    await press("Replace the key");
    expect(await screen.findByText(/The key was replaced/)).toBeVisible();
    expect(backend.calls).toEqual([["rotateKey", "dev_1"]]);
    expect(screen.queryByRole("dialog")).toBeNull();
  });

  it("keeps its key when another one cannot be had, and says why", async () => {
    await open((backend) => (backend.rotateKey = unreachable));
    await press("Rotate key");
    await press("Replace the key");
    expect(await screen.findByRole("alert")).toHaveTextContent(`The key was not replaced. ${message}`);
    await press("Back");
    expect(screen.queryByText(/The key was replaced/)).toBeNull();
  });

  it.each(["auth0|hanna", " localhost:8443 "])("is removed once %s is typed", async (typed) => {
    const backend = await open();
    await press("Remove");
    const yes = await screen.findByRole("button", { name: "Remove and wipe key" });
    expect(yes).toBeDisabled();
    const field = screen.getByLabelText("To confirm, type auth0|hanna or localhost:8443");
    await userEvent.type(field, "auth0");
    expect(yes).toBeDisabled();
    await userEvent.clear(field);
    await userEvent.type(field, typed);
    await userEvent.click(yes);
    await waitFor(() => expect(backend.accounts).toEqual([]));
    expect(await screen.findByText("Approve what agents do in your name")).toBeVisible();
  });
});

describe("an account at a server that is gone", () => {
  it("can be removed from this computer only, after the server could not be told", async () => {
    const backend = await open();
    const remove = backend.removeAccount;
    backend.removeAccount = (id, hereOnly) =>
      hereOnly ? remove(id, hereOnly) : Promise.reject({ code: "offline", message });
    await press("Remove");
    await userEvent.type(await screen.findByLabelText(/^To confirm/), "auth0|hanna");
    await press("Remove and wipe key");
    expect(await screen.findByRole("alert")).toHaveTextContent(`The account was not removed. ${message}`);
    expect(screen.getByText(/stays enrolled until somebody removes it/)).toBeVisible();
    await press("Remove from this computer only");
    await waitFor(() => expect(backend.calls).toEqual([["removeAccount", "dev_1", true]]));
  });
});

describe("the code that agents must give", () => {
  const part = async () => within(await screen.findByRole("region", { name: "Code that agents must give" }));
  const field = () => screen.findByLabelText("New code");

  it("is set, and not shown again", async () => {
    const backend = await open();
    expect(await screen.findByText("No code is set.")).toBeVisible();
    await press("Set code");
    expect(await field()).toHaveFocus();
    await userEvent.type(await field(), "blue heron");
    await press("Save code");
    expect(await screen.findByText("The code was set.")).toBeVisible();
    expect(await screen.findByText(/A code is set. It is not shown again./)).toBeVisible();
    expect(backend.calls).toEqual([["setUserCode", "dev_1", "blue heron"]]);
    expect(document.body.innerHTML).not.toContain("blue heron");
    expect((await part()).getByRole("button", { name: "Change code" })).toHaveFocus();
  });

  it.each(["", "123", " 1234", "1234 ", "x".repeat(65)])("is not %j", async (typed) => {
    const backend = await open();
    await press("Set code");
    if (typed !== "") await userEvent.type(await field(), typed);
    await press("Save code");
    expect(await screen.findByText(/A code has 4 to 64 characters/)).toBeVisible();
    expect(await field()).toHaveFocus();
    expect(backend.calls).toEqual([]);
  });

  it("is changed, and removed once that is confirmed", async () => {
    const backend = await open((backend) => (backend.userCodeState = { is_set: true, changeable: true }));
    await press("Change code");
    await userEvent.type(await field(), "4711");
    await press("Save code");
    await press("Remove code");
    expect(await screen.findByRole("dialog", { name: "Remove the code?" })).toBeVisible();
    expect(backend.calls).toEqual([["setUserCode", "dev_1", "4711"]]);
    await press("Remove it now");
    expect(await screen.findByText("The code was removed.")).toBeVisible();
    expect(await screen.findByText("No code is set.")).toBeVisible();
    expect(backend.calls.at(-1)).toEqual(["setUserCode", "dev_1", null]);
    expect(screen.queryByRole("button", { name: "Remove code" })).toBeNull();
  });

  it("stays when the server cannot be told, and what was typed stays, too", async () => {
    await open((backend) => (backend.setUserCode = unreachable));
    await press("Set code");
    await userEvent.type(await field(), "4711");
    await press("Save code");
    expect(await screen.findByRole("alert")).toHaveTextContent(`The code was not changed. ${message}`);
    expect(await field()).toHaveValue("4711");
    await press("Back");
    expect(screen.queryByText("The code was set.")).toBeNull();
  });

  it("cannot be read without the server, nor changed where the operator gives it out", async () => {
    await open((backend) => (backend.userCode = unreachable));
    expect(await (await part()).findByText(/Whether a code is set cannot be read/)).toBeVisible();
    expect((await part()).queryByRole("button", { name: "Set code" })).toBeNull();
    cleanup();
    await open((backend) => (backend.userCodeState = { is_set: true, changeable: false }));
    expect(await screen.findByText(/operator gives out the codes/)).toBeVisible();
    expect((await part()).queryByRole("button")).toBeNull();
  });
});

describe("a one-time code", () => {
  it("is made when it is asked for, as a picture and as text, and says how long it is good", async () => {
    const backend = await open();
    expect(backend.calls).toEqual([]);
    await press("Show a one-time code");
    const dialog = within(await screen.findByRole("dialog", { name: "One-time code" }));
    expect(await dialog.findByRole("img", { name: "One-time code as a QR code" })).toBeVisible();
    expect(dialog.getByText(/^Good for [12]:\d\d$/)).toBeVisible();
    expect(dialog.getByRole("button", { name: "Copy code" })).toBeVisible();
    expect(backend.calls).toEqual([["oneTimeCode", "dev_1"]]);
    await userEvent.click(dialog.getByRole("button", { name: "Done" }));
    expect(screen.queryByRole("dialog")).toBeNull();
  });

  it("is gone after its time, and another one is made on demand", async () => {
    const backend = await open((backend) => {
      const make = backend.oneTimeCode;
      backend.oneTimeCode = async (id: string) => {
        const code = await make(id);
        return { ...code, expires_in_ms: backend.calls.length > 1 ? 120_000 : 0 };
      };
    });
    await press("Show a one-time code");
    expect(await screen.findByText("This code is no longer good.")).toBeVisible();
    expect(screen.queryByRole("img", { name: "One-time code as a QR code" })).toBeNull();
    expect(screen.queryByRole("button", { name: "Copy code" })).toBeNull();
    await press("New one-time code");
    expect(await screen.findByRole("img", { name: "One-time code as a QR code" })).toBeVisible();
    expect(backend.calls).toHaveLength(2);
  });

  it("is not made without the key, and says why", async () => {
    await open((backend) => (backend.oneTimeCode = unreachable));
    await press("Show a one-time code");
    expect(await screen.findByRole("alert")).toHaveTextContent(`A code cannot be made. ${message}`);
  });
});

describe("devices", () => {
  it("are listed: this one first, and when each was there", async () => {
    await open();
    const [first, second, third] = await listed();
    expect(first).toHaveTextContent(/Desk · this device.*Connected now/);
    expect(within(first as HTMLElement).queryByRole("button")).toBeNull();
    expect(second).toHaveTextContent(/Hanna’s MacBook.*Last seen 3 days ago \(.+\d{2}:\d{2}\)/);
    expect(second).toHaveTextContent("Enrolled 1 Nov 2026");
    expect(third).toHaveTextContent(/Device without a name.*Not seen yet/);
  });

  it("say where a script may answer", async () => {
    const words = "Test key: a script may answer here, and no person";
    await open((backend) => {
      backend.deviceList = [
        other("dev_1", "Desk", { this_device: true }),
        other("dev_2", "ci", { test_key: true }),
      ];
    });
    expect((await screen.findByText(words)).closest("li")).toHaveTextContent("ci");
    expect(screen.getAllByText(words)).toHaveLength(1);
  });

  it("are revoked by name, and are gone then", async () => {
    const backend = await open();
    await listed();
    await press("Revoke Hanna’s MacBook");
    const dialog = within(await screen.findByRole("dialog"));
    expect(dialog.getByRole("heading")).toHaveTextContent("Revoke Hanna’s MacBook?");
    expect(backend.calls).toEqual([]);
    backend.deviceList = backend.deviceList.filter((one) => one.id !== "dev_2");
    await userEvent.click(dialog.getByRole("button", { name: "Revoke this device for good" }));
    expect(await screen.findByText(/was revoked/)).toHaveTextContent("Hanna’s MacBook was revoked.");
    expect(backend.calls).toEqual([["revokeDevice", "dev_1", "dev_2"]]);
    expect(screen.queryByRole("button", { name: "Revoke Hanna’s MacBook" })).toBeNull();
  });

  it("stay when the server cannot be told", async () => {
    await open((backend) => (backend.revokeDevice = unreachable));
    await listed();
    await press("Revoke Hanna’s MacBook");
    await press("Revoke this device for good");
    expect(await screen.findByRole("alert")).toHaveTextContent(`It was not revoked. ${message}`);
    expect(screen.getByRole("dialog")).toBeVisible();
  });

  it("cannot be listed without the server, and are read again on demand", async () => {
    const backend = await open((one) => (one.devices = unreachable));
    expect(await screen.findByText(/The list of devices cannot be read/)).toBeVisible();
    expect(screen.getByText(message, { exact: false })).toBeVisible();
    backend.devices = async () => backend.deviceList;
    await press("Try again");
    expect(await listed()).toHaveLength(3);
    expect(screen.queryByText(/cannot be read/)).toBeNull();
  });
});
