import { cleanup, render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it } from "vitest";
import App from "../../App.svelte";
import { FakeBackend } from "../../ipc/fake";
import { windowLanguage } from "../../text/language.svelte";

afterEach(() => {
  cleanup();
  localStorage.clear();
  windowLanguage.chosen = null;
});

async function open() {
  render(App, { props: { backend: new FakeBackend() } });
  await screen.findByRole("navigation");
  await userEvent.keyboard("{Control>},{/Control}");
}

const page = document.documentElement;

it("wears the chosen theme, also the next time", async () => {
  await open();
  expect(screen.getByRole("radio", { name: "As the system" })).toBeChecked();
  expect(page).not.toHaveAttribute("data-theme");
  await userEvent.click(screen.getByRole("radio", { name: "Dark" }));
  expect(page).toHaveAttribute("data-theme", "dark");
  cleanup();
  await open();
  expect(screen.getByRole("radio", { name: "Dark" })).toBeChecked();
  expect(page).toHaveAttribute("data-theme", "dark");
  await userEvent.click(screen.getByRole("radio", { name: "As the system" }));
  expect(page).not.toHaveAttribute("data-theme");
});

it("speaks the chosen language, also the next time", async () => {
  await open();
  await userEvent.selectOptions(screen.getByLabelText("Language of this window"), "日本語");
  expect(await screen.findByRole("heading", { name: "設定" })).toBeVisible();
  expect(page).toHaveAttribute("lang", "ja");
  cleanup();
  windowLanguage.chosen = null;
  await open();
  expect(await screen.findByRole("heading", { name: "設定" })).toBeVisible();
  await userEvent.selectOptions(screen.getByLabelText("このウィンドウの言語"), "システムに合わせる");
  expect(await screen.findByRole("heading", { name: "Settings" })).toBeVisible();
});

it("takes no harm from what was kept by something else", async () => {
  localStorage.setItem("waxseal.preferences", '{"theme":"plaid","language":"toString"}');
  await open();
  expect(await screen.findByRole("heading", { name: "Settings" })).toBeVisible();
  expect(page).not.toHaveAttribute("data-theme");
});
