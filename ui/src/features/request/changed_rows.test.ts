import { cleanup, render, screen, waitFor, within } from "@testing-library/svelte";
import { afterEach, describe, expect, it } from "vitest";
import App from "../../App.svelte";
import { FakeBackend, item } from "../../ipc/fake";

afterEach(cleanup);

describe("a request that changed while it was read", () => {
  it("is opened anew and says what it was and what it is now", async () => {
    const backend = new FakeBackend();
    const before = item("cns_1");
    backend.items = [before];
    render(App, { props: { backend } });
    await screen.findByRole("heading", { level: 1 });
    expect(screen.queryByText(/changed while you were reading/)).toBeNull();
    backend.items = [
      {
        ...before,
        revision: 1,
        changed: true,
        changes: [
          { label: "Amount", was: "$2,500.00 USD", now: "$9,500.00 USD" },
          { label: "Memo", was: null, now: "urgent" },
        ],
      },
    ];
    backend.change();
    const note = await screen.findByRole("alert");
    await waitFor(() => expect(note).toHaveTextContent(/changed while you were reading/));
    const amount = within(note).getByText("Amount").closest("li");
    expect(amount).toHaveTextContent("$2,500.00 USD");
    expect(amount).toHaveTextContent("$9,500.00 USD");
    expect(within(note).getByText("urgent")).toBeVisible();
  });

  it("says so, too, if only how it is shown changed", async () => {
    const backend = new FakeBackend();
    const before = item("cns_1");
    backend.items = [before];
    render(App, { props: { backend } });
    await screen.findByRole("heading", { level: 1 });
    backend.items = [{ ...before, revision: 1, changed: true }];
    backend.change();
    const note = await screen.findByRole("alert");
    expect(note).toHaveTextContent("The details changed. Read them again.");
  });
});
