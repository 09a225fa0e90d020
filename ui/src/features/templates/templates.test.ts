import { cleanup, render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it } from "vitest";
import App from "../../App.svelte";
import { templateLists } from "../../gallery/template_samples";
import { FakeBackend } from "../../ipc/fake";
import type { TemplateList } from "../../ipc/bindings/TemplateList";

afterEach(cleanup);

async function open(list: TemplateList): Promise<FakeBackend> {
  const backend = new FakeBackend();
  backend.templateList = list;
  render(App, { props: { backend } });
  await userEvent.click(await screen.findByRole("button", { name: "Templates" }));
  return backend;
}

const choose = async (name: RegExp) => userEvent.click(await screen.findByRole("button", { name }));

describe("what a publisher sent", () => {
  it("stands beside what was changed, and what that takes away", async () => {
    await open(templateLists.with_a_change);
    expect(await screen.findByText("Pack 6 was replaced by pack 7.")).toBeVisible();
    const alarms = screen.getAllByRole("listitem").map((alarm) => alarm.textContent);
    expect(alarms).toContain("/beneficiary is no longer marked as important.");
    expect(alarms).toContain("The word for “URGP” was “Urgent”, and is now “Quick”.");
    expect(alarms).toContain("“SDVA” no longer has a word of its own. It was “Same day”.");
    expect(alarms).toContain("It needed at least: High risk. Now: Medium risk.");
    expect(screen.getByText("New, version 1.0.0")).toBeVisible();
    expect(screen.getByText("Removed, was version 0.9.1")).toBeVisible();
    await userEvent.click(screen.getByText("The template, line by line"));
    expect(screen.getAllByText("Added:")).toHaveLength(1);
    expect(screen.getAllByText("Removed:")).toHaveLength(2);
  });

  it.each<[keyof typeof templateLists, RegExp]>([
    ["without_a_pack", /Its publisher has sent none/],
    ["not_pinned", /keys were not known when this computer was enrolled/],
    ["overdue", /It is used until 2 Mar 2099/],
    ["lapsed", /This pack is no longer used/],
    ["with_problems", /signed by a key that this device does not know/],
    ["nothing_enrolled", /No templates yet/],
  ])("%s", async (state, words) => {
    await open(templateLists[state]);
    expect(await screen.findByText(words)).toBeVisible();
  });

  it("says why a template or a file is not used", async () => {
    await open(templateLists.with_problems);
    expect(await screen.findByText("Its publisher revoked it.")).toBeVisible();
    expect(screen.getByText("booking.hbs")).toBeVisible();
    expect(screen.getByText(/the block .* is never closed/)).toBeVisible();
  });
});

describe("a template", () => {
  it("says where it comes from and how it can be recognized", async () => {
    await open(templateLists.with_a_change);
    await choose(/money_transfer/);
    expect(await screen.findByRole("heading", { name: "money_transfer" })).toBeVisible();
    expect(screen.getByText("Its publisher, pack 7", { selector: "dd" })).toBeVisible();
    expect(screen.getByText("8c6976e5b541…")).toBeVisible();
    expect(screen.getByText(/The next 3 requests say/)).toBeVisible();
  });

  it("that is missing says why", async () => {
    await open(templateLists.with_a_change);
    await choose(/standing-order/);
    expect(await screen.findByText(/was revoked by its publisher/)).toBeVisible();
  });
});

describe("a preview", () => {
  async function preview(): Promise<FakeBackend> {
    const backend = await open(templateLists.with_a_change);
    await choose(/deployment/);
    await screen.findByText("Send $2,500.00 USD to Hanna Herwitz");
    return backend;
  }

  it("shows the card of a request, and nothing to answer it with", async () => {
    const backend = await preview();
    expect(backend.previews).toEqual([
      { account_id: "dev_1", detail_type: "deployment", sample: null, language: "en", worst: false },
    ]);
    expect(screen.queryByRole("button", { name: /Approve|Deny|Report/ })).toBeNull();
  });

  it("follows the sample, and says in place what is wrong with it", async () => {
    const backend = await preview();
    const sample = screen.getByLabelText("Sample");
    expect(sample).toHaveValue('{\n  "type": "money_transfer"\n}');
    await userEvent.clear(sample);
    await userEvent.type(sample, "[[");
    await waitFor(() => expect(sample).toHaveAccessibleDescription(/This is not JSON/));
    expect(sample).toBeInvalid();
    expect(sample).toHaveValue("[");
    await userEvent.type(sample, "]");
    await waitFor(() => expect(sample).toBeValid());
    expect(backend.previews.at(-1)).toMatchObject({ sample: "[]" });
    await choose(/Back to the first sample/);
    await waitFor(() => expect(sample).toHaveValue('{\n  "type": "money_transfer"\n}'));
  });

  it("speaks the language that is chosen", async () => {
    const backend = await preview();
    await userEvent.selectOptions(screen.getByLabelText("Language"), "العربية");
    await waitFor(() => expect(document.querySelector("article")).toHaveAttribute("dir", "rtl"));
    expect(backend.previews.at(-1)).toMatchObject({ language: "ar", sample: null });
  });

  it("pages through what a request could hold at its worst", async () => {
    await preview();
    await userEvent.click(screen.getByRole("switch", { name: "At its worst" }));
    const pager = await screen.findByRole("group", { name: "At its worst" });
    expect(pager).toHaveTextContent("The sample itself 1 of 3");
    await userEvent.click(within(pager).getByRole("button", { name: "Next" }));
    expect(pager).toHaveTextContent("Long texts 2 of 3");
    expect(screen.queryByText("The template is not used for this sample")).toBeNull();
    await userEvent.click(within(pager).getByRole("button", { name: "Next" }));
    expect(pager).toHaveTextContent("No values 3 of 3");
    expect(screen.getByText("The amount is missing.")).toBeVisible();
    expect(within(pager).getByRole("button", { name: "Next" })).toBeDisabled();
  });
});
