import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Line } from "./events";
import { applyAll, empty, type State } from "./replica";

// The same files as tests/exercises/test_replica.py reads.
const FOLDER = join(__dirname, "../../tests/events");
const files = readdirSync(FOLDER).filter((name) => name.endsWith(".json"));

describe("state before + events = state after", () => {
  test.each(files)("%s", (name) => {
    const { before, events, after } = JSON.parse(readFileSync(join(FOLDER, name), "utf8")) as {
      before: State;
      events: Line[];
      after: State;
    };
    expect(applyAll(before, events)).toEqual(after);
  });

  test("there are files", () => {
    expect(files.length).toBeGreaterThan(5);
  });
});

test("nothing is known at first", () => {
  expect(applyAll(empty(), [[1, "person.joined", { role: "analyst" }]])).toEqual({ ...empty(), people: 1 });
});
