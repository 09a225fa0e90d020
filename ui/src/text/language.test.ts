import { cleanup, render, screen } from "@testing-library/svelte";
import { afterEach, describe, expect, it } from "vitest";
import App from "../App.svelte";
import { FakeBackend, item, transferCard } from "../ipc/fake";
import { spoken, windowLanguage } from "./language.svelte";

afterEach(() => {
  cleanup();
  windowLanguage.chosen = null;
});

describe("the language of the window", () => {
  it.each([
    [["de-AT", "en"], "de"],
    [["pt-BR", "fr"], "fr"],
    [["en-XA"], "en-XA"],
    [["pt"], "en"],
    [[], "en"],
  ])("%o is %s", (tags, language) => {
    expect(spoken(tags)).toBe(language);
  });

  it("is said to the page and changes what stands there", async () => {
    const backend = new FakeBackend();
    render(App, { props: { backend } });
    expect(await screen.findByRole("button", { name: "History" })).toBeVisible();
    windowLanguage.chosen = "ar";
    expect(await screen.findByRole("button", { name: "السجل" })).toBeVisible();
    expect(document.documentElement).toHaveAttribute("lang", "ar");
    expect(document.documentElement).toHaveAttribute("dir", "rtl");
  });

  it("is not that of a card, which speaks its own throughout", async () => {
    const backend = new FakeBackend();
    backend.items = [{ ...item("cns_1"), card: { ...transferCard(), language: "de" } }];
    render(App, { props: { backend } });
    expect(await screen.findByRole("button", { name: "Approve" })).toBeVisible();
    expect(screen.getByText(/Nachricht des Anfragenden/)).toBeVisible();
  });
});
