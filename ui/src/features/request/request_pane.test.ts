import { cleanup, render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it } from "vitest";
import App from "../../App.svelte";
import type { Card } from "../../ipc/bindings/Card";
import type { EntryView } from "../../ipc/bindings/EntryView";
import type { ItemState } from "../../ipc/bindings/ItemState";
import { account, FakeBackend, item } from "../../ipc/fake";
import { requestOf } from "../../ipc/request_id";

afterEach(cleanup);

async function open(
  state: ItemState = { kind: "ready" },
  prepare: (backend: FakeBackend) => void = () => undefined,
) {
  const backend = new FakeBackend();
  backend.items = [item("cns_1", state)];
  prepare(backend);
  render(App, { props: { backend } });
  await screen.findByRole("navigation");
  return backend;
}

const button = (name: RegExp) => screen.getByRole("button", { name });
const headline = () => screen.findByRole("heading", { level: 1 });

describe("a request on screen", () => {
  it("says what is asked, by whom, and where each word comes from", async () => {
    await open();
    expect(await headline()).toHaveTextContent("Send $2,500.00 USD to Hanna Herwitz");
    expect(screen.getByText("Bank Agent", { selector: "article bdi" })).toBeVisible();
    expect(screen.getByText("xxxxxxxxxxx9876")).toBeVisible();
    expect(screen.getByText(/not checked/)).toBeVisible();
    expect(screen.getByText("Expires in 4:12")).toBeInTheDocument();
  });

  it("sends an approval by pointer only through the core", async () => {
    const backend = await open();
    await waitFor(() => expect(button(/^Approve$/)).toHaveAttribute("aria-disabled", "false"));
    await userEvent.pointer([{ target: button(/^Approve$/), keys: "[MouseLeft]" }]);
    await waitFor(() => expect(backend.decisions).toHaveLength(1));
    expect(backend.decisions[0]).toMatchObject({ view_token: "view-of-cns_1", outcome: "approved" });
  });

  it("says so when the core does not arm it", async () => {
    await open({ kind: "ready" }, (backend) => (backend.armed = { kind: "waiting", reason: "not_seen" }));
    await waitFor(() => expect(button(/^Approve$/)).toHaveAttribute("aria-disabled", "true"));
    expect(screen.getByText("Scroll through all details to approve")).toBeVisible();
  });

  it("says that the system asks, and takes no answer meanwhile", async () => {
    const backend = await open({ kind: "verifying" });
    expect(await screen.findByText(/^Your system asks for your password/)).toBeVisible();
    expect(button(/^Deny$/)).toBeDisabled();
    await userEvent.pointer([{ target: button(/^Approve$/), keys: "[MouseLeft]" }]);
    expect(backend.decisions).toHaveLength(0);
  });

  it("stays open and says why when the system does not confirm the person", async () => {
    const message = "The system's question was closed. Nothing was signed; you can try again.";
    const backend = await open({ kind: "ready" }, (backend) => {
      backend.decideError = { code: "not_verified", message };
    });
    await waitFor(() => expect(button(/^Approve$/)).toHaveAttribute("aria-disabled", "false"));
    await userEvent.pointer([{ target: button(/^Approve$/), keys: "[MouseLeft]" }]);
    expect(await screen.findByRole("alert")).toHaveTextContent(message);
    expect(screen.getByText("Your system did not confirm you")).toBeVisible();
    await userEvent.pointer([{ target: button(/^Approve$/), keys: "[MouseLeft]" }]);
    await waitFor(() => expect(backend.decisions).toHaveLength(2));
  });

  it("tells the core when it is left", async () => {
    const backend = await open();
    await headline();
    await userEvent.keyboard("{Escape}");
    await waitFor(() => expect(backend.calls).toContainEqual(["leaveView", "view-of-cns_1"]));
  });

  it("never approves on Enter", async () => {
    const backend = await open();
    await headline();
    button(/^Approve$/).focus();
    await userEvent.keyboard("{Enter}{Enter}{Enter}");
    expect(backend.decisions).toHaveLength(0);
  });

  it("asks to press again, and shows it", async () => {
    await open({ kind: "ready" }, (backend) => {
      backend.decideError = { code: "press_again", message: "Press again to approve." };
    });
    await waitFor(() => expect(button(/^Approve$/)).toHaveAttribute("aria-disabled", "false"));
    await userEvent.keyboard("{Control>}{Shift>}A{/Shift}{/Control}");
    expect(await screen.findByRole("button", { name: "Press again to approve" })).toBeVisible();
  });

  it("says what an attempt lacked beside the buttons, not above the card", async () => {
    await open({ kind: "ready" }, (backend) => {
      backend.decideError = { code: "not_armed", message: "The pointer was here before the request." };
    });
    await waitFor(() => expect(button(/^Approve$/)).toHaveAttribute("aria-disabled", "false"));
    await userEvent.click(button(/^Approve$/));
    expect(await screen.findByText("The pointer was here before the request.")).toBeVisible();
    expect(screen.queryByRole("alert")).toBeNull();
  });

  it("reports every key to the core", async () => {
    const backend = await open();
    await headline();
    await userEvent.keyboard("yes");
    await waitFor(() =>
      expect(backend.signals.filter((signal) => signal.kind === "key_down")).toHaveLength(3),
    );
  });

  it("reports only after a second question", async () => {
    const backend = await open();
    await userEvent.click(await screen.findByRole("button", { name: "Report" }));
    expect(backend.decisions).toHaveLength(0);
    await userEvent.click(button(/Refuse and report/));
    await waitFor(() => expect(backend.decisions[0]).toMatchObject({ outcome: "reported" }));
  });

  it("opens on the report question after Not me", async () => {
    const backend = await open();
    backend.show({ kind: "request", request: requestOf(item("cns_1")), report: true });
    expect(await screen.findByText("Report this request?")).toBeVisible();
    expect(backend.decisions).toHaveLength(0);
  });

  it("Escape decides nothing", async () => {
    const backend = await open();
    await headline();
    await userEvent.keyboard("{Escape}");
    expect(await screen.findByText("Choose a request to read it.")).toBeVisible();
    expect(backend.decisions).toHaveLength(0);
  });
});

describe("the button that says yes", () => {
  const change = (change: Partial<Card>, entry: Partial<EntryView>) => (backend: FakeBackend) => {
    for (const item of backend.items) {
      if (item.card) {
        item.card = {
          ...item.card,
          ...change,
          entries: item.card.entries.map((one) => ({ ...one, ...entry })),
        };
      }
    }
  };

  it("says what the template says", async () => {
    const backend = await open({ kind: "ready" }, change({}, { action: "Pay" }));
    await waitFor(() => expect(button(/^Pay$/)).toHaveAttribute("aria-disabled", "false"));
    await userEvent.pointer([{ target: button(/^Pay$/), keys: "[MouseLeft]" }]);
    await waitFor(() => expect(backend.decisions[0]).toMatchObject({ outcome: "approved" }));
  });

  it("is absent when a request can only be denied, and words say why", async () => {
    const reason = "Too large to review.";
    const backend = await open({ kind: "ready" }, change({ deny_only: reason }, { deny_only: reason }));
    await headline();
    expect(screen.queryByRole("button", { name: /Approve/ })).toBeNull();
    expect(screen.getByText("Can't be approved")).toBeVisible();
    expect(screen.getAllByText(reason)).toHaveLength(2);
    await userEvent.keyboard("{Control>}{Shift>}A{/Shift}{/Control}");
    expect(backend.decisions).toHaveLength(0);
    await userEvent.click(button(/^Deny$/));
    await waitFor(() => expect(backend.decisions[0]).toMatchObject({ outcome: "denied" }));
  });
});

describe("the raw view", () => {
  it("opens with J, and Escape closes it before it closes the request", async () => {
    await open();
    await headline();
    await userEvent.keyboard("j");
    expect(await screen.findByText('{"type":"money_transfer"}')).toBeVisible();
    await userEvent.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByText('{"type":"money_transfer"}')).toBeNull());
    expect(await headline()).toBeVisible();
  });

  it("and the other details open with a letter, in capitals too", async () => {
    await open({ kind: "ready" }, (backend) => {
      const entry = backend.items[0]?.card?.entries[0];
      if (entry) entry.other = entry.groups[0]?.rows.slice(1, 2) ?? [];
    });
    await headline();
    const details = () => document.querySelector("details");
    expect(details()).not.toHaveAttribute("open");
    await userEvent.keyboard("o");
    await waitFor(() => expect(details()).toHaveAttribute("open"));
    await userEvent.keyboard("O");
    await waitFor(() => expect(details()).not.toHaveAttribute("open"));
  });
});

describe("what cannot be decided", () => {
  it("an unverifiable request says why, and can be denied or reported but not approved", async () => {
    const backend = await open({ kind: "unverifiable", reason: "Its signature is not by localhost:8443." });
    expect(await headline()).toHaveTextContent("Can't verify this request");
    expect(screen.getByRole("alert")).toHaveTextContent("Its signature is not by localhost:8443.");
    expect(screen.queryByRole("button", { name: /Approve/ })).toBeNull();
    expect(screen.getByText("It cannot be verified. You can deny or report it.")).toBeVisible();
    await userEvent.keyboard("{Control>}{Shift>}a{/Shift}{/Control}");
    expect(backend.decisions).toHaveLength(0);
    await userEvent.click(button(/^Deny$/));
    await waitFor(() => expect(backend.decisions).toHaveLength(1));
    expect(backend.decisions[0]).toMatchObject({ outcome: "denied" });
  });

  it("what ended without being shown is not being checked any more", async () => {
    await open({ kind: "closed", outcome: "denied", by: null, at: "2026-11-21T12:05:00Z" }, (backend) => {
      backend.items = backend.items.map((one) => ({ ...one, card: null }));
    });
    await userEvent.click(await screen.findByRole("button", { name: /Request without details/ }));
    expect(await headline()).toHaveTextContent("Request without details");
  });

  it("offline says so and sends nothing", async () => {
    const backend = await open({ kind: "ready" }, (backend) => {
      backend.accounts = [account({ kind: "offline", since: "2026-11-21T12:00:00Z", reason: "gone" })];
    });
    await headline();
    expect(screen.getByText(/can't be answered until you reconnect/)).toBeVisible();
    expect(screen.getByText(/^No connection since /)).toBeVisible();
    await userEvent.click(button(/^Approve$/));
    expect(backend.decisions).toHaveLength(0);
  });

  it("an expired request says that no answer was sent", async () => {
    await open({ kind: "closed", outcome: "expired", by: null, at: "2026-11-21T12:05:00Z" }, (backend) => {
      backend.items.push(item("cns_2"));
    });
    await userEvent.click(await screen.findByRole("button", { name: /Expired/ }));
    expect(await screen.findByText("No answer was sent.")).toBeVisible();
    expect(screen.queryByRole("button", { name: /^Approve/ })).toBeNull();
  });

  it("answered elsewhere names the other device", async () => {
    await open({ kind: "closed", outcome: "approved", by: "Hanna's MacBook", at: "2026-11-21T12:05:00Z" });
    await userEvent.click(await screen.findByRole("button", { name: /Approved/ }));
    expect(await screen.findByText("Hanna's MacBook")).toBeVisible();
    expect(screen.getByText("Nothing more to do here.").closest("[role=status]")).toHaveTextContent(
      /^Approved on Hanna's MacBook at .*Nothing more to do here\./,
    );
  });

  it("a failed answer says that nothing was decided and can be sent again", async () => {
    await open({ kind: "failed", code: "offline", reason: "The server could not be reached." });
    expect(await screen.findByRole("alert")).toHaveTextContent("The server could not be reached.");
    expect(button(/^Approve$/)).toBeVisible();
  });

  it("a request that changed meanwhile says so", async () => {
    await open({ kind: "ready" }, (backend) => {
      backend.decideError = { code: "changed", message: "The amount is another one." };
    });
    await waitFor(() => expect(button(/^Approve$/)).toHaveAttribute("aria-disabled", "false"));
    await userEvent.click(button(/^Approve$/));
    const alert = await screen.findByRole("alert");
    expect(alert).toHaveTextContent("Details changed while you were reading");
    expect(alert).toHaveTextContent("The amount is another one.");
    expect(alert).toHaveTextContent("Not approved yet.");
  });

  it("several entries of one kind are all shown, each with its own message", async () => {
    await open({ kind: "ready" }, (backend) => {
      const card = backend.items[0]?.card;
      const entry = card?.entries[0];
      if (card && entry) card.entries = [entry, { ...entry }];
    });
    expect(await headline()).toBeVisible();
    expect(screen.getByText(/not checked · 1 of 2/)).toBeVisible();
    expect(screen.getByText(/not checked · 2 of 2/)).toBeVisible();
  });

  it("values are text, whatever they look like", async () => {
    await open({ kind: "ready" }, (backend) => {
      const card = backend.items[0]?.card;
      if (card) card.headline = '<img src=x onerror="alert(1)"><b>Pay</b>';
    });
    expect(await headline()).toHaveTextContent('<img src=x onerror="alert(1)"><b>Pay</b>');
    expect(document.querySelector("img")).toBeNull();
  });
});
