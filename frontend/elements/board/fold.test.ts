import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Line } from "../../feed/events";
import { apply, type State } from "../../feed/replica";
import { copyOf, fold } from "./fold";

const FOLDER = join(__dirname, "../../../tests/events");

interface Example {
  before: State;
  events: Line[];
}

// Every kind of event is in one of these files (tests/architecture/test_event_contract.py), with what it changes.
test.each(readdirSync(FOLDER).filter((name) => name.endsWith(".json")))("in place as by copies: %s", (name) => {
  const { before, events } = JSON.parse(readFileSync(join(FOLDER, name), "utf8")) as Example;
  // Beside what the events name there is something that they must leave alone.
  const beside = { ...before, cards: { ...before.cards, 997: { x: 0, y: 0, version: 1 } } };
  let plain = { ...beside, memberships: { ...before.memberships, "8:997": "core" } };
  const inPlace = copyOf(plain);
  for (const [, kind, data] of events) {
    plain = apply(plain, kind, data) as typeof plain;
    if (kind && data) fold(inPlace, kind, data);
    expect(inPlace).toEqual(plain);
  }
});

test("a copy is left alone", () => {
  const { before } = JSON.parse(readFileSync(join(FOLDER, "cards.json"), "utf8")) as Example;
  const copy = copyOf(before);
  fold(before, "card.moved", { option: 5, x: 0.5, y: 0.5, version: 9, noted: false });
  expect([copy.cards[5]?.version, before.cards[5]?.version]).not.toEqual([9, 9]);
});
