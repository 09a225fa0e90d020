import { cleanup, render, screen, waitFor } from "@testing-library/svelte";
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
  expect(await screen.findByLabelText("Enrolment link or code")).toHaveValue("waxseal://enroll?from=link");
  expect(backend.enrollments).toHaveLength(0);
});
