import { cleanup, render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it } from "vitest";
import App from "../../App.svelte";
import { FakeBackend, item, transferCard } from "../../ipc/fake";
import type { ItemView } from "../../ipc/bindings/ItemView";

afterEach(cleanup);

const named = (id: string, name: string): ItemView => ({
  ...item(id),
  card: { ...transferCard(), headline: name },
});

const first = named("1", "Pay the rent");
const second = named("2", "Read the mail");
const urgent = named("3", "Deploy the shop");

async function open(...items: ItemView[]): Promise<FakeBackend> {
  const backend = new FakeBackend();
  backend.items = items;
  render(App, { props: { backend } });
  await screen.findByRole("button", { name: /Pay the rent/ });
  return backend;
}

const row = (name: RegExp) => screen.getByRole("button", { name });
const rows = () =>
  screen
    .getAllByRole("listitem")
    .map((one) => one.querySelector(".headline")?.textContent)
    .filter(Boolean);

async function arrive(backend: FakeBackend): Promise<void> {
  backend.items = [urgent, first, second];
  backend.change();
  await screen.findByRole("button", { name: /Deploy the shop/ });
}

it("puts first what expires first", async () => {
  const backend = await open(first, second);
  await arrive(backend);
  expect(rows()).toEqual(["Deploy the shop", "Pay the rent", "Read the mail"]);
});

it("moves no row while the pointer rests on the list", async () => {
  const backend = await open(first, second);
  await userEvent.hover(row(/Read the mail/));
  await arrive(backend);
  expect(rows()).toEqual(["Pay the rent", "Read the mail", "Deploy the shop"]);
  expect(screen.getByText("Just arrived")).toBeVisible();
  await userEvent.unhover(row(/Read the mail/));
  expect(rows()).toEqual(["Deploy the shop", "Pay the rent", "Read the mail"]);
});

it("moves no row while the focus is on the list, which arrow keys move", async () => {
  const backend = await open(first, second);
  row(/Pay the rent/).focus();
  await userEvent.keyboard("{ArrowDown}");
  expect(row(/Read the mail/)).toHaveFocus();
  await arrive(backend);
  await userEvent.keyboard("{End}");
  expect(row(/Deploy the shop/)).toHaveFocus();
  await userEvent.keyboard("{Home}");
  expect(row(/Pay the rent/)).toHaveFocus();
});

it("has the focus back after a request was put off", async () => {
  await open(first, second);
  row(/Read the mail/).focus();
  await userEvent.keyboard("{Enter}");
  const details = await screen.findByRole("region", { name: "Request details" });
  details.focus();
  await userEvent.keyboard("{Escape}");
  expect(await screen.findByText("Choose a request to read it.")).toBeVisible();
  expect(row(/Read the mail/)).toHaveFocus();
});
