import { cleanup, render, screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it } from "vitest";
import type { Value } from "../../../ipc/bindings/Value";
import RowValue from "./RowValue.svelte";

afterEach(cleanup);

const shown = (text: string, altered = false) => ({ text, altered });
const plain = (text: string): Value => ({ kind: "text", text: shown(text) });
const money = (text: string): Value => ({
  kind: "money",
  text,
  amount: "1",
  currency: "USD",
  unlimited: false,
});

function show(value: Value, critical = false): HTMLElement {
  return render(RowValue, { props: { value, label: "Items", critical } }).container as HTMLElement;
}

const button = (name: string | RegExp) => screen.getByRole("button", { name });

describe("one line", () => {
  it.each<[Value, string]>([
    [plain("Hanna Herwitz"), "Hanna Herwitz"],
    [{ kind: "identity", text: shown("INV-2041") }, "INV-2041"],
    [money("$2,500.00 USD"), "$2,500.00 USD"],
    [{ kind: "quantity", text: "3.2 GiB", sent: "3435973836" }, "3.2 GiB"],
    [{ kind: "time", text: "12 June 2026, 14:05 CEST", relative: "in 12 min", sent: [] }, "(in 12 min)"],
    [{ kind: "boolean", value: false, text: "No, once only" }, "No, once only"],
    [{ kind: "null" }, "No value (null)"],
    [{ kind: "empty" }, "Empty"],
  ])("%o", (value, text) => {
    expect(show(value)).toHaveTextContent(text);
  });

  it("amounts and identifiers are read from left to right on every page", () => {
    show(money("$2,500.00 USD"));
    show({ kind: "identity", text: shown("INV-2041") });
    expect(screen.getByText("$2,500.00 USD").closest("bdi")).toHaveAttribute("dir", "ltr");
    expect(screen.getByText("INV-2041")).toHaveAttribute("dir", "ltr");
  });

  it("says that an amount has no limit", () => {
    show({ kind: "money", text: "No limit", amount: "-1", currency: "USD", unlimited: true });
    expect(screen.getByText("There is no upper limit.")).toBeVisible();
  });

  it("says that hidden characters are written out", () => {
    show({ kind: "text", text: shown("a⟦U+202E⟧b", true) });
    expect(screen.getByText(/Hidden characters are written out/)).toBeVisible();
  });
});

describe("long texts", () => {
  const long = `${"x".repeat(4211)}😀`;

  it("are folded, counted in characters, and shown whole on demand", async () => {
    const container = show(plain(long));
    expect(container.querySelector(".folded")).not.toBeNull();
    await userEvent.click(button("Show all 4,212 characters"));
    expect(container.querySelector(".folded")).toBeNull();
    expect(container).toHaveTextContent(long);
    await userEvent.click(button("Show less"));
    expect(container.querySelector(".folded")).not.toBeNull();
  });

  it("are never folded when a decision depends on them", () => {
    const container = show(plain(long), true);
    expect(screen.queryByRole("button")).toBeNull();
    expect(container.querySelector(".folded")).toBeNull();
  });

  it("of many lines are folded as well", () => {
    show(plain("a\nb\nc\nd\ne\nf\ng"));
    expect(button("Show all 13 characters")).toBeVisible();
  });
});

describe("a masked value", () => {
  const value: Value = {
    kind: "masked",
    text: "DE89 •••• 4821",
    ending: "4821",
    full: shown("DE89370400444821"),
  };

  it("is read aloud by its ending and shown whole by keyboard", async () => {
    show(value);
    expect(screen.getByText("ending 4821")).toBeInTheDocument();
    expect(screen.queryByText("DE89370400444821")).toBeNull();
    await userEvent.tab();
    expect(button("Show, ending 4821")).toHaveFocus();
    await userEvent.keyboard(" ");
    expect(screen.getByText("DE89370400444821")).toBeVisible();
    await userEvent.keyboard(" ");
    expect(screen.queryByText("DE89370400444821")).toBeNull();
  });
});

describe("a choice", () => {
  it("shows what was sent beside its words", () => {
    show({ kind: "choice", text: shown("Invoice"), sent: shown("INVC"), known: true });
    expect(screen.getByText("Invoice")).toBeVisible();
    expect(screen.getByText("INVC")).toBeVisible();
    expect(screen.queryByText(/Not a word/)).toBeNull();
  });

  it("shows a word that the type does not know as it came; the row warns of it", () => {
    show({ kind: "choice", text: shown("weird"), sent: shown("weird"), known: false });
    expect(screen.getByText("weird")).toBeVisible();
  });
});

describe("a link", () => {
  it("marks its host, opens nothing and warns below", () => {
    const container = show({
      kind: "link",
      text: shown("http://bank.example@evil.example/pay"),
      host: shown("evil.example"),
      warning: "The connection is not encrypted.",
    });
    expect(container.querySelector("strong")).toHaveTextContent(/^evil\.example$/);
    expect(container.querySelector("a")).toBeNull();
    expect(screen.getByText("The connection is not encrypted.")).toBeVisible();
  });

  it("names the host that its letters hide", () => {
    show({
      kind: "link",
      text: shown("https://пример.example/"),
      host: shown("xn--e1afmkfd.example"),
      warning: null,
    });
    expect(screen.getByText("xn--e1afmkfd.example")).toBeVisible();
  });
});

describe("code", () => {
  const code = (lines: number): Value => ({
    kind: "code",
    text: shown(Array.from({ length: lines }, (_, n) => `line ${n}`).join("\n")),
    lines,
  });

  it("keeps its lines and blanks", () => {
    const container = show({ kind: "code", text: shown("select 1\n\n   from x"), lines: 3 });
    expect(container.querySelector("pre")?.textContent).toBe("select 1\n\n   from x\n");
  });

  it("is folded only when no decision depends on it", async () => {
    const container = show(code(40));
    expect(container).not.toHaveTextContent("line 39");
    await userEvent.click(button("Show all 40 lines"));
    expect(container).toHaveTextContent("line 39");
    cleanup();
    expect(show(code(40), true)).toHaveTextContent("line 39");
  });
});

describe("a list", () => {
  const list = (length: number): Value => ({
    kind: "list",
    items: Array.from({ length }, (_, n) => plain(`item ${n}`)),
  });

  it("shows up to twenty items at once and all of them on demand", async () => {
    show(list(57));
    expect(screen.getAllByRole("listitem")).toHaveLength(20);
    await userEvent.click(button("Show all 57"));
    expect(screen.getAllByRole("listitem")).toHaveLength(57);
    await userEvent.click(button("Show less"));
    expect(screen.getAllByRole("listitem")).toHaveLength(20);
  });

  it("is never folded when a decision depends on it", () => {
    show(list(57), true);
    expect(screen.getAllByRole("listitem")).toHaveLength(57);
  });
});

describe("a table", () => {
  const table = (length: number): Value => ({
    kind: "table",
    columns: [shown("Item"), shown("Price")],
    rows: Array.from({ length }, (_, n) => [plain(`item ${n}`), n === 1 ? null : money(`$${n}.00 USD`)]),
    totals: [null, "$42.00 USD"],
  });

  it("has a caption, column headers, every cell and the totals", () => {
    show(table(3));
    expect(screen.getByRole("table", { name: "Items (3 rows)" })).toBeVisible();
    for (const header of screen.getAllByRole("columnheader")) expect(header).toHaveAttribute("scope", "col");
    const rows = screen.getAllByRole("row");
    expect(rows).toHaveLength(5);
    expect(within(rows[1] as HTMLElement).getByText("item 0")).toBeVisible();
    expect(within(rows[2] as HTMLElement).getByText("Not given")).toBeInTheDocument();
    expect(within(rows[4] as HTMLElement).getByText("$42.00 USD")).toBeVisible();
    expect(rows[4]?.closest("tfoot")).not.toBeNull();
  });

  it("has all rows in reach", async () => {
    show(table(24));
    expect(screen.getAllByRole("row")).toHaveLength(22);
    await userEvent.click(button("Show all 24 rows"));
    expect(screen.getAllByRole("row")).toHaveLength(26);
  });
});

describe("a change", () => {
  const diff = (changed: boolean): Value => ({
    kind: "diff",
    before: plain("v1"),
    after: plain(changed ? "v2" : "v1"),
    changed,
  });

  it("says was and now in words, and who says so", () => {
    const container = show(diff(true));
    expect(container.querySelector("del")).toHaveTextContent("v1");
    expect(container.querySelector("ins")).toHaveTextContent("v2");
    expect(screen.getByText("was")).toBeVisible();
    expect(screen.getByText("now")).toBeVisible();
    expect(screen.getByText("Claimed by requester")).toBeVisible();
  });

  it("says when nothing changes", () => {
    const container = show(diff(false));
    expect(container).toHaveTextContent(/v1.*unchanged/);
    expect(container.querySelector("del")).toBeNull();
  });
});

it("an object shows all of its leaves", () => {
  const row = (label: string, value: Value) => ({
    label: shown(label),
    paths: [],
    value,
    critical: false,
    notices: [],
  });
  show({ kind: "nested", rows: [row("Retry › count", plain("3")), row("Notify", { kind: "null" })] });
  expect(screen.getByText("Retry › count").closest("dt")).not.toBeNull();
  expect(screen.getByText("3").closest("dd")).not.toBeNull();
  expect(screen.getByText("No value (null)")).toBeVisible();
});
