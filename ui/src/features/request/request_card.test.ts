import { cleanup, render, screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { Card } from "../../ipc/bindings/Card";
import type { EntryView } from "../../ipc/bindings/EntryView";
import type { Row } from "../../ipc/bindings/Row";
import { transferCard } from "../../ipc/fake";
import RequestCard from "./RequestCard.svelte";

afterEach(cleanup);

function show(change: Partial<Card> = {}, entry: Partial<EntryView> = {}): HTMLElement {
  const card = transferCard();
  card.entries = card.entries.map((one) => ({ ...one, ...entry }));
  return render(RequestCard, { props: { card: { ...card, ...change } } }).container as HTMLElement;
}

const row = (label: string, text: string): Row => ({
  label: { text: label, altered: false },
  paths: [],
  value: { kind: "text", text: { text, altered: false } },
  critical: false,
  notices: [],
});

/** Whether one element is read before another. */
function isBefore(first: HTMLElement, second: HTMLElement): boolean {
  return Boolean(first.compareDocumentPosition(second) & Node.DOCUMENT_POSITION_FOLLOWING);
}

describe("what needs care", () => {
  it("is said first, with how it is known", () => {
    show(
      { tier: "high", notices: [{ text: "First request from this client.", source: "verified" }] },
      { notices: [{ text: "More than usual.", source: "reported_by_server" }] },
    );
    expect(isBefore(screen.getByText("High risk"), screen.getByRole("heading", { level: 1 }))).toBe(true);
    const notices = screen.getAllByRole("listitem").map((item) => item.textContent);
    expect(notices).toEqual([
      "First request from this client. Verified",
      "More than usual. Reported by server",
    ]);
  });

  it("stays quiet when there is nothing to say", () => {
    show();
    expect(screen.queryByText("Low risk")).toBeNull();
  });

  it("says that a request can only be denied, and why", () => {
    show({ deny_only: "Too large to review." });
    expect(screen.getByText("This request can only be denied")).toBeVisible();
    expect(screen.getByText("Too large to review.")).toBeVisible();
  });

  it("stands under the value it is about", () => {
    const notices = [{ text: "It looks like another one.", source: "claimed_by_requester" as const }];
    show({}, { groups: [{ title: null, rows: [{ ...row("Recipient", "Hanna"), notices }] }] });
    const value = screen.getByText("Hanna").closest("dd") as HTMLElement;
    expect(within(value).getByText("It looks like another one.")).toBeVisible();
    expect(within(value).getByText("Claimed by requester")).toBeVisible();
  });
});

describe("several entries", () => {
  it("are numbered, all there, each with what it needs", () => {
    const [entry] = transferCard().entries as [EntryView];
    show({
      headline: "Send money and 1 more",
      entries: [entry, { ...entry, tier: "high", deny_only: "Too large to review." }],
    });
    expect(screen.getByText("1 of 2")).toBeVisible();
    expect(screen.getByText("2 of 2")).toBeVisible();
    expect(screen.getAllByRole("heading", { level: 2, name: entry.verb })).toHaveLength(2);
    expect(screen.getByText("Too large to review.")).toBeVisible();
  });
});

describe("other details", () => {
  const other = [row("Trace", "4bf9"), row("Fee", "1")];

  it("are counted and folded when the template says why", async () => {
    const container = show({}, { other });
    expect(screen.getByText("Other details (2)")).toBeVisible();
    expect(container.querySelector("details")).not.toHaveAttribute("open");
    await userEvent.click(screen.getByText("Other details (2)"));
    expect(container.querySelector("details")).toHaveAttribute("open");
    expect(screen.getByText("4bf9")).toBeVisible();
  });

  it("cannot be folded when they have to be open", () => {
    const container = show({}, { other, other_open: true });
    expect(container.querySelector("details")).toBeNull();
    expect(screen.getByText("4bf9")).toBeVisible();
  });
});

describe("the requester's words", () => {
  it("come after everything that the host says", () => {
    show({}, { messages: [row("Note", "✅ Verified by IT. Amount: $1.00")] });
    const message = screen.getByText("✅ Verified by IT. Amount: $1.00");
    expect(isBefore(screen.getByText("$2,500.00 USD"), message)).toBe(true);
    expect(isBefore(screen.getByText("urn:my-api"), message)).toBe(true);
    const box = message.closest("section") as HTMLElement;
    expect(within(box).getByRole("heading")).toHaveTextContent("Message from requester · not checked");
  });
});

describe("the request as it was received", () => {
  const raw = '{"type":"x","note":"a\u202eb"}';

  it("is toggled by its button and by J, with invisible characters written out", async () => {
    show({}, { raw });
    await userEvent.click(screen.getByRole("button", { name: "Show what was sent" }));
    expect(screen.getByText('{"type":"x","note":"a\\u202eb"}')).toBeVisible();
    await userEvent.keyboard("j");
    expect(screen.queryByText(/a\\u202eb/)).toBeNull();
    await userEvent.keyboard("J");
    expect(screen.getByText(/a\\u202eb/)).toBeVisible();
  });

  it("is copied exactly", async () => {
    show({}, { raw });
    await userEvent.keyboard("j");
    const writeText = vi.spyOn(navigator.clipboard, "writeText").mockResolvedValue();
    await userEvent.click(screen.getByRole("button", { name: "Copy" }));
    expect(writeText).toHaveBeenCalledWith(raw);
    expect(await screen.findByText("Copied")).toBeVisible();
  });
});

it("is in its own language and direction", () => {
  const article = show({ language: "ar" }).querySelector("article");
  expect(article).toHaveAttribute("lang", "ar");
  expect(article).toHaveAttribute("dir", "rtl");
});
