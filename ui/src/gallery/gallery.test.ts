import axe from "axe-core";
import { cleanup, render } from "@testing-library/svelte";
import { afterEach, expect, it } from "vitest";
import RequestCard from "../features/request/RequestCard.svelte";
import { exhibits } from "./cards";

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

it.each(various)("$id has no known barrier", { timeout: PATIENCE }, async ({ card }) => {
  const { container } = render(RequestCard, { props: { card, raw: true } });
  const { violations } = await axe.run(container as HTMLElement, options);
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`)).toEqual([]);
});
