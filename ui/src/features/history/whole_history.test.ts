import { cleanup, render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it } from "vitest";
import App from "../../App.svelte";
import { FakeBackend, transferCard } from "../../ipc/fake";

afterEach(cleanup);

async function open(prepare: (backend: FakeBackend) => void = () => undefined) {
  const backend = new FakeBackend();
  backend.records = [
    {
      at: "2026-11-20T14:06:00Z",
      consent_id: "cns_1",
      account_id: "dev_1",
      outcome: "approved",
      by: null,
      card: transferCard(),
      consent_sha256: "digest",
    },
  ];
  prepare(backend);
  render(App, { props: { backend } });
  await userEvent.click(await screen.findByRole("button", { name: "History" }));
  return backend;
}

const press = async (name: string) => userEvent.click(await screen.findByRole("button", { name }));

it("is exported in the chosen form, and the file is named", async () => {
  const sha256 = "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU";
  const backend = await open();
  const answer = backend.exportHistory;
  backend.exportHistory = async (format) => ({ ...(await answer(format)), records: 1204, sha256 });
  await press("Export");
  const dialog = within(await screen.findByRole("dialog", { name: "Export the history" }));
  expect(dialog.getByRole("radio", { name: /signed by this device/ })).toBeChecked();
  await userEvent.click(dialog.getByRole("radio", { name: /CSV/ }));
  await press("Write the file");
  expect(await dialog.findByText("1,204 records were written.")).toBeVisible();
  expect(dialog.getByText("/home/hanna/Downloads/waxseal-history.csv")).toBeVisible();
  expect(dialog.getByTitle("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")).toBeVisible();
  expect(dialog.getByRole("button", { name: "Copy path" })).toBeVisible();
  expect(backend.calls).toEqual([["exportHistory", "csv"]]);
  await press("Close");
  expect(screen.queryByRole("dialog")).toBeNull();
  expect(screen.getByRole("button", { name: "Export" })).toHaveFocus();
});

it("says why it could not be exported, and can be tried again", async () => {
  const message = "There is no folder for downloads.";
  await open((backend) => (backend.exportHistory = () => Promise.reject({ code: "storage", message })));
  await press("Export");
  await press("Write the file");
  expect(await screen.findByRole("alert")).toHaveTextContent(message);
  expect(screen.getByRole("button", { name: "Write the file" })).toBeEnabled();
});

it("is sound when each record follows from the one before", async () => {
  await open((backend) => (backend.check = { ...backend.check, records: 1204, head_sha256: "aGVhZA" }));
  await press("Check the history");
  expect(await screen.findByText("1,204 records, each follows from the one before")).toBeVisible();
  expect(screen.getByTitle("aGVhZA")).toBeVisible();
});

it("is broken where a record does not, and says which one and why", async () => {
  await open((backend) => {
    backend.check = { ...backend.check, records: 1204, sound: false, broken_at: 311, fault: "broken" };
  });
  await press("Check the history");
  expect(await screen.findByText("Record 311 does not follow from the one before")).toBeVisible();
  expect(screen.getByText(/Of 1,204 records, counted from the oldest/)).toBeVisible();
  expect(screen.getByText("The record before it was changed, left out or put in between.")).toBeVisible();
  expect(screen.queryByText(/each follows from the one before/)).toBeNull();
});

it("is not called sound when it could not be looked at", async () => {
  const message = "The history cannot be read.";
  await open((backend) => (backend.verifyHistory = () => Promise.reject({ code: "storage", message })));
  await press("Check the history");
  await waitFor(() => expect(screen.getByText(message)).toBeVisible());
  expect(screen.queryByText(/each follows/)).toBeNull();
});

it("says when nothing vouches for its end", async () => {
  await open((backend) => (backend.check = { ...backend.check, vouched: false }));
  await press("Check the history");
  expect(await screen.findByText(/could not be asked whether records are missing/)).toBeVisible();
  expect(screen.queryByText(/none is missing at the end/)).toBeNull();
});

it("says that its end was cut off: in the inbox, in the check and in an export", async () => {
  await open((backend) => {
    backend.historyFault = "end_missing";
    backend.check = { ...backend.check, sound: false, vouched: false, fault: "end_missing" };
  });
  await press("Inbox");
  expect(await screen.findByText("The history is not whole")).toBeVisible();
  await press("Look");
  await press("Check the history");
  expect(await screen.findByText("Records at the end were changed or left out.")).toBeVisible();
  await press("Close");
  await press("Export");
  await press("Write the file");
  expect(await screen.findByText("The file has what is there. It is not whole.")).toBeVisible();
});
