import { cleanup, render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it } from "vitest";
import App from "../../App.svelte";
import { account, FakeBackend, item } from "../../ipc/fake";

afterEach(cleanup);

const send = () => screen.findByRole("button", { name: "Send a practice request" });

function open(prepare: (backend: FakeBackend) => void = () => undefined) {
  const backend = new FakeBackend();
  prepare(backend);
  render(App, { props: { backend } });
  return backend;
}

it("is offered where nothing waits, and shown at once", async () => {
  const backend = open();
  await userEvent.click(await send());
  expect(await screen.findByText("Practice: nothing is sent anywhere")).toBeVisible();
  expect(screen.getByRole("button", { name: /Practice/ })).toHaveAttribute("aria-current", "true");
  expect(backend.calls).toEqual([["practice"]]);
});

it("is told from a real one", async () => {
  open((backend) => (backend.items = [item("1")]));
  await screen.findByRole("heading", { level: 1 });
  expect(screen.queryByText(/Practice/)).toBeNull();
});

it("is marked in the popup too", async () => {
  open((backend) => {
    backend.kind = "popup";
    backend.items = [{ ...item("1"), practice: true }];
  });
  expect(await screen.findByText("Practice: nothing is sent anywhere")).toBeVisible();
});

it("says why there is none", async () => {
  const backend = open();
  backend.practice = () => Promise.reject({ code: "storage", message: "The disk is full." });
  await userEvent.click(await send());
  expect(await screen.findByRole("alert")).toHaveTextContent("The disk is full.");
});

it("is what a computer that was just enrolled begins with", async () => {
  const backend = open((backend) => (backend.accounts = []));
  await screen.findByRole("heading", { level: 1 });
  backend.accounts = [account({ kind: "connecting" })];
  backend.change();
  expect(await screen.findByText("This computer is enrolled")).toBeVisible();
  await userEvent.click(await send());
  await waitFor(() => expect(backend.calls).toEqual([["practice"]]));
});
