import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { showForTest } from "./show-for-test";
import "./review-claims";

const hear = (...detail: unknown[]): boolean => document.dispatchEvent(new CustomEvent("quadrant:events", { detail }));
const said = (number: number): string | null | undefined =>
  document.querySelector(`[data-claim="${number}"]`)?.textContent;
let asked: string[];

beforeEach(() => {
  vi.useFakeTimers();
  asked = [];
  vi.stubGlobal("fetch", async (address: string) => {
    asked.push(address);
    return new Response(
      JSON.stringify({
        3: { claim: "with Heron", state: "in review", kind: "" },
        4: { claim: "no longer waits", state: "accepted", kind: "settled" },
      }),
    );
  });
  showForTest(
    `<review-claims data-url="/claims/"></review-claims><ul><li><i class="state" data-kind="warn">returned</i><b data-claim="3"></b></li><li><i class="state">in review</i><b data-claim="4">with you</b></li></ul>`,
  );
});
afterEach(() => {
  document.body.replaceChildren();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it("asks once for all that changed within a moment, and says who holds them now", async () => {
  hear([5, "option.reviewed", { option: 3, state: "in_review" }]);
  hear([6, "options.accepted", { options: [4, 9] }], [7, "acceptance.undone", { submitted: [], in_review: [3] }]);
  await vi.advanceTimersByTimeAsync(600);
  expect(asked).toEqual(["/claims/?option=3&option=4"]);
  expect([said(3), said(4)]).toEqual(["with Heron", "no longer waits"]);
  const states = [...document.querySelectorAll<HTMLElement>(".state")];
  expect(states.map((state) => [state.textContent, state.dataset.kind])).toEqual([
    ["in review", undefined],
    ["accepted", "settled"],
  ]);
});

it("asks nothing about what is not on the page", async () => {
  hear([5, "option.reviewed", { option: 9, state: "in_review" }], [6, "card.moved", { option: 3 }], [7, null, null]);
  await vi.advanceTimersByTimeAsync(600);
  expect(asked).toEqual([]);
});

it("is silent after it has left the page", async () => {
  document.querySelector("review-claims")?.remove();
  hear([5, "option.reviewed", { option: 3, state: "in_review" }]);
  await vi.advanceTimersByTimeAsync(600);
  expect(asked).toEqual([]);
});
