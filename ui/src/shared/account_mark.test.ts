import { expect, it } from "vitest";
import { accountMarks } from "./account_mark";

const account = (id: string, user_id: string, host: string) => ({ id, user_id, host });
const bank = account("1", "hanna", "login.bank.example");
const shop = account("2", "hanna", "id.shop.example");
const work = account("3", "h.herwitz", "sso.work.example");
const labels = (...accounts: (typeof bank)[]) =>
  [...accountMarks(accounts).values()].map(({ label }) => label);

it("marks nothing where there is one account", () => {
  expect(accountMarks([bank]).size).toBe(0);
});

it("names the person, and the server where that is not enough", () => {
  expect(labels(bank, work)).toEqual(["hanna", "h.herwitz"]);
  expect(labels(bank, shop, work)).toEqual([
    "hanna · login.bank.example",
    "hanna · id.shop.example",
    "h.herwitz",
  ]);
});

it("gives each account a color that later ones do not change", () => {
  const before = accountMarks([bank, shop]);
  const after = accountMarks([bank, shop, work]);
  expect(before.get("1")?.color).not.toBe(before.get("2")?.color);
  for (const id of ["1", "2"]) expect(after.get(id)?.color).toBe(before.get(id)?.color);
});

it("begins anew with the colors when they are used up", () => {
  const many = Array.from({ length: 7 }, (_, index) => account(`${index}`, `user ${index}`, "host"));
  const colors = [...accountMarks(many).values()].map(({ color }) => color);
  expect(colors).toEqual([1, 2, 3, 4, 5, 1, 2]);
});
