import { cleanup, render, screen } from "@testing-library/svelte";
import { afterEach, expect, it } from "vitest";
import Countdown from "./Countdown.svelte";

afterEach(cleanup);

it.each([
  [252_000, ""],
  [59_400, "Expires in 1:00"],
  [45_000, "Expires in 1:00"],
  [29_000, "Expires in 0:30"],
  [9_000, "Expires in 0:10"],
  [0, ""],
])("with %i ms left, a voice has said %o", (left, said) => {
  render(Countdown, { props: { left } });
  expect(screen.getByRole("status").textContent.trim()).toBe(said);
});
