import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it } from "vitest";
import App from "../../App.svelte";
import { FakeBackend } from "../../ipc/fake";

afterEach(cleanup);

async function firstRun() {
  const backend = new FakeBackend();
  backend.accounts = [];
  render(App, { props: { backend } });
  await screen.findByText("Approve what agents do in your name");
  return backend;
}

it("a link is reviewed before anything is enrolled", async () => {
  const backend = await firstRun();
  await userEvent.type(screen.getByLabelText("Enrolment link or code"), "waxseal://enroll?x");
  await userEvent.click(screen.getByRole("button", { name: "Continue" }));
  expect(await screen.findByText("localhost:8443")).toBeVisible();
  expect(backend.enrollments).toHaveLength(0);
  await userEvent.click(screen.getByRole("button", { name: "Enrol this device" }));
  await waitFor(() => expect(backend.enrollments).toHaveLength(1));
  expect(backend.enrollments[0]).toMatchObject({ text: "waxseal://enroll?x", device_name: "desk-7" });
});

it("what is no link is refused with a sentence", async () => {
  await firstRun();
  await userEvent.type(screen.getByLabelText("Enrolment link or code"), "hello");
  await userEvent.click(screen.getByRole("button", { name: "Continue" }));
  expect(await screen.findByRole("alert")).toHaveTextContent("This is not an enrolment link.");
});

it("a missing keyring is said, and nothing is lost", async () => {
  const backend = await firstRun();
  backend.enrollError = { code: "key_unavailable", message: "There is no keyring to keep the key in." };
  await userEvent.type(screen.getByLabelText("Enrolment link or code"), "waxseal://enroll?x");
  await userEvent.click(screen.getByRole("button", { name: "Continue" }));
  await userEvent.click(await screen.findByRole("button", { name: "Enrol this device" }));
  expect(await screen.findByRole("alert")).toHaveTextContent("There is no keyring");
  expect(screen.getByRole("button", { name: "Enrol this device" })).toBeEnabled();
});

it("a deep link opens the review of an enrolment and nothing else", async () => {
  const backend = new FakeBackend();
  render(App, { props: { backend } });
  await screen.findByRole("navigation");
  backend.show({ kind: "enrollment", link: "waxseal://enroll?from=link" });
  expect(await screen.findByRole("heading", { name: "Check before you enrol" })).toHaveFocus();
  expect(backend.enrollments).toHaveLength(0);
  await userEvent.click(screen.getByRole("button", { name: "Back" }));
  expect(screen.getByLabelText("Enrolment link or code")).toHaveValue("waxseal://enroll?from=link");
});

/** The review of a link in a window with an account. */
async function reviewing(link: string) {
  const backend = new FakeBackend();
  render(App, { props: { backend } });
  await screen.findByRole("navigation");
  backend.show({ kind: "enrollment", link });
  await screen.findByRole("heading", { name: "Check before you enrol" });
  return backend;
}

it("another link does not come under the pointer of who confirms one", async () => {
  const backend = await reviewing("waxseal://enroll?first");
  backend.show({ kind: "enrollment", link: "waxseal://enroll?second" });
  expect(await screen.findByText("Another enrolment link was opened.")).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "Enrol this device" }));
  await waitFor(() => expect(backend.enrollments).toHaveLength(1));
  expect(backend.enrollments[0]?.text).toBe("waxseal://enroll?first");
});

it("the same link is no other one", async () => {
  const backend = await reviewing("waxseal://enroll?first");
  backend.show({ kind: "enrollment", link: "waxseal://enroll?first" });
  expect(screen.queryByText("Another enrolment link was opened.")).toBeNull();
  await userEvent.click(screen.getByRole("button", { name: "Enrol this device" }));
  await waitFor(() => expect(screen.queryByRole("button", { name: "Enrol this device" })).toBeNull());
});

it("another link is shown to who asks for it", async () => {
  const backend = await reviewing("waxseal://enroll?first");
  backend.show({ kind: "enrollment", link: "waxseal://enroll?second" });
  await userEvent.click(await screen.findByRole("button", { name: "Show it instead" }));
  expect(screen.queryByText("Another enrolment link was opened.")).toBeNull();
  await userEvent.click(await screen.findByRole("button", { name: "Enrol this device" }));
  await waitFor(() => expect(backend.enrollments).toHaveLength(1));
  expect(backend.enrollments[0]?.text).toBe("waxseal://enroll?second");
});

const LINK = "waxseal://enroll?enrollment_tx_id=tx&base_url=https%3A%2F%2Flocalhost%3A8443";
const picture = (type = "image/png") => new File([new Uint8Array([137, 80, 78, 71])], "code", { type });
const chooser = () => screen.getByLabelText("Read a QR code from a picture");

it("a code is read from a picture and reviewed, never enrolled by itself", async () => {
  const backend = await firstRun();
  const read: Uint8Array[] = [];
  Object.assign(backend, {
    readQrCode: async (bytes: Uint8Array) => {
      read.push(bytes);
      return LINK;
    },
  });
  await userEvent.upload(chooser(), picture());
  const heading = await screen.findByRole("heading", { name: "Check before you enrol" });
  expect(heading).toHaveFocus();
  expect(read).toEqual([new Uint8Array([137, 80, 78, 71])]);
  expect(backend.enrollments).toHaveLength(0);
  await userEvent.click(screen.getByRole("button", { name: "Enrol this device" }));
  await waitFor(() => expect(backend.enrollments[0]).toMatchObject({ text: LINK }));
});

it("a picture is also taken when it is pasted anywhere, or dropped", async () => {
  await firstRun();
  const items = [{ kind: "file", type: "image/png", getAsFile: () => picture() }];
  await fireEvent.paste(window, { clipboardData: { items } });
  expect(await screen.findByText("Check before you enrol")).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "Back" }));
  expect(screen.getByLabelText("Enrolment link or code")).toHaveValue(LINK);
  const place = chooser().parentElement as HTMLElement;
  await fireEvent.drop(place, { dataTransfer: { files: [picture("image/webp")] } });
  expect(await screen.findByText("Check before you enrol")).toBeVisible();
});

it("a code is read from the screen, and nothing changes for who chooses no part of it", async () => {
  const backend = await firstRun();
  backend.readQrCodeOnScreen = async () => null;
  await userEvent.click(screen.getByRole("button", { name: "Read it from the screen" }));
  expect(screen.getByLabelText("Enrolment link or code")).toHaveValue("");
  expect(screen.queryByRole("alert")).toBeNull();
  backend.readQrCodeOnScreen = async () => LINK;
  await userEvent.click(screen.getByRole("button", { name: "Read it from the screen" }));
  expect(await screen.findByText("Check before you enrol")).toBeVisible();
  expect(backend.enrollments).toHaveLength(0);
});

it("a pasted text is no picture", async () => {
  const backend = await firstRun();
  const field = screen.getByLabelText("Enrolment link or code");
  await userEvent.click(field);
  await userEvent.paste("waxseal://enroll?x");
  expect(field).toHaveValue("waxseal://enroll?x");
  expect(backend.enrollments).toHaveLength(0);
  expect(screen.queryByText("Check before you enrol")).toBeNull();
});

it("what is no picture, no code or no enrolment is said", async () => {
  const backend = await firstRun();
  const place = chooser().parentElement as HTMLElement;
  await fireEvent.drop(place, { dataTransfer: { files: [picture("text/plain")] } });
  expect(await screen.findByRole("alert")).toHaveTextContent("This is not a picture that can be read.");
  const message = "There is no QR code in this picture.";
  backend.readQrCode = () => Promise.reject({ code: "invalid_input", message });
  await userEvent.upload(chooser(), picture());
  await waitFor(() => expect(screen.getByRole("alert")).toHaveTextContent(message));
  backend.readQrCode = async () => "https://lunch.example/menu";
  await userEvent.upload(chooser(), picture());
  await waitFor(() => expect(screen.getByRole("alert")).toHaveTextContent("This is not an enrolment link."));
  expect(screen.getByLabelText("Enrolment link or code")).toBeVisible();
});

/** Enrols the first account; the device knows of it at once. */
async function enrolFirst(desktop: Partial<FakeBackend["desktop"]>) {
  const backend = await firstRun();
  backend.desktop = { ...backend.desktop, ...desktop };
  const accounts = new FakeBackend().accounts;
  const enroll = backend.enroll;
  backend.enroll = async (input) => {
    backend.accounts = accounts;
    backend.change();
    await new Promise((resolve) => setTimeout(resolve));
    return enroll(input);
  };
  await userEvent.upload(chooser(), picture());
  await userEvent.click(await screen.findByRole("button", { name: "Enrol this device" }));
  return backend;
}

const QUESTION = "Start Waxseal when you sign in, so that requests reach you?";

it.each([
  ["Yes, start it", true],
  ["Not now", false],
])("starting with the session is asked about once: %s", async (answer, on) => {
  const backend = await enrolFirst({ autostart_asked: false });
  expect(await screen.findByRole("heading", { name: QUESTION })).toHaveFocus();
  expect(backend.desktop.autostart_asked).toBe(false);
  await userEvent.click(screen.getByRole("button", { name: answer }));
  expect(await screen.findByRole("navigation")).toBeVisible();
  expect(backend.desktop).toMatchObject({ autostart: on, autostart_asked: true });
});

it.each([{ autostart_asked: true }, { autostart_asked: false, autostart: null }])(
  "starting with the session is not asked about when %o",
  async (desktop) => {
    await enrolFirst(desktop);
    expect(await screen.findByRole("navigation")).toBeVisible();
    expect(screen.queryByText(QUESTION)).toBeNull();
  },
);

it("a start with the session that cannot be had is said, and nobody is held up", async () => {
  const backend = await enrolFirst({ autostart_asked: false });
  const message = "The desktop does not allow it.";
  backend.setAutostart = () => Promise.reject({ code: "storage", message });
  await userEvent.click(await screen.findByRole("button", { name: "Yes, start it" }));
  expect(await screen.findByRole("alert")).toHaveTextContent(message);
  await userEvent.click(screen.getByRole("button", { name: "Not now" }));
  expect(await screen.findByRole("navigation")).toBeVisible();
});
