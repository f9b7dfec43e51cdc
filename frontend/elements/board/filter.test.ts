import { expect, test } from "vitest";
import { isOf, says } from "./filter";
import type { Card } from "./model";

const narrative = { number: 2, numeral: "II", nickname: "Knives" };
const card = (changed: Partial<Card> = {}): Card => ({
  number: 17,
  title: "Crédit agricole, für Bäuerinnen",
  core: undefined,
  hue: 0,
  shape: "disc",
  divided: false,
  unclear: false,
  wild: false,
  noteless: false,
  marks: [],
  at: undefined,
  from: undefined,
  crowd: null,
  ...changed,
});

test("a search finds words in any order without accents, and numbers", () => {
  const found = (asked: string) => says(card(), asked);
  expect([found("credit"), found("BAUERINNEN  crédit"), found("17"), found("PO-17"), found("")]).toEqual(
    Array(5).fill(true),
  );
  expect([found("debit"), found("1"), found("credit 18")]).toEqual([false, false, false]);
});

test("only those of a narrative, of none, or with a mark", () => {
  const of = (which: Parameters<typeof isOf>[1], changed: Partial<Card> = {}) => isOf(card(changed), which);
  expect([of("2", { core: narrative }), of("2", { marks: [{ narrative, kind: "dissent" }] }), of("2")]).toEqual([
    true,
    true,
    false,
  ]);
  expect([of("none"), of("none", { core: narrative }), of("none", { number: 0 })]).toEqual([true, false, false]);
  expect([of("divided", { divided: true }), of("divided"), of("unclear", { unclear: true })]).toEqual([
    true,
    false,
    true,
  ]);
  expect([of("moved", { from: { x: 0, y: 0 } }), of("moved"), of("")]).toEqual([true, false, true]);
});
