import axe from "axe-core";
import { cleanup, render } from "@testing-library/svelte";
import { afterEach, expect, it, vi } from "vitest";
import RequestCard from "../features/request/RequestCard.svelte";
import { exhibits } from "./cards";
import ScreenFrame from "./ScreenFrame.svelte";
import { screens } from "./screens";

afterEach(cleanup);

/** Looking at a large card takes a while. */
const PATIENCE = 30_000;
// Nothing is laid out here, so colors cannot be seen.
const options = { rules: { "color-contrast": { enabled: false }, region: { enabled: false } } };
const various = exhibits.filter(({ type, name }) => type === "samples" || name === "typical");

it.each(exhibits)("$id is shown", ({ card }) => {
  const { container } = render(RequestCard, { props: { card } });
  expect(container.querySelector("h1")?.textContent).toBe(card.headline);
  const labels = card.entries.flatMap(({ groups }) =>
    groups.flatMap(({ rows }) => rows.map((row) => row.label.text)),
  );
  const shown = [...container.querySelectorAll("dt bdi")].map((label) => label.textContent);
  expect(shown).toEqual(expect.arrayContaining(labels));
});

async function barriers(container: HTMLElement): Promise<string[]> {
  const { violations } = await axe.run(container, options);
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`);
}

it.each(various)("$id has no known barrier", { timeout: PATIENCE }, async ({ card }) => {
  const { container } = render(RequestCard, { props: { card, raw: true } });
  expect(await barriers(container as HTMLElement)).toEqual([]);
});

it.each(Object.entries(screens))("%s has no known barrier", { timeout: PATIENCE }, async (_, screen) => {
  const { container } = render(ScreenFrame, { props: { screen } });
  await vi.waitFor(() => expect(container.textContent).not.toBe(""));
  await vi.waitFor(() => expect(container.querySelector("[data-pending]")).toBeNull(), { timeout: 5000 });
  expect(await barriers(container as HTMLElement)).toEqual([]);
});
