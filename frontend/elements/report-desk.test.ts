import { afterEach, beforeEach, expect, it } from "vitest";
import { showForTest } from "./show-for-test";
import "./report-desk";

let loads: number;
const hear = (...detail: unknown[]): boolean => document.dispatchEvent(new CustomEvent("quadrant:events", { detail }));

beforeEach(() => {
  showForTest("<report-desk><section><textarea></textarea><input type=checkbox></section></report-desk>");
  loads = 0;
  document.querySelector("section")?.addEventListener("news", () => loads++);
});
afterEach(() => document.body.replaceChildren());

it("loads itself again for all that changes how the report stands", () => {
  hear([1, "report_text.written", {}]);
  hear([2, "report_texts.ordered", {}]);
  hear([3, "signature.ended", {}]);
  hear([4, "report.published", {}], [5, "takeaway.revised", {}]);
  hear([6, "option.reviewed", {}]);
  expect(loads).toBe(5);
});

it("leaves it alone for everything else, also for what this reader may not see", () => {
  hear([4, "sheet.judged", { option: 1 }], [5, null, null], [6, "reports", {}]);
  expect(loads).toBe(0);
});

it("takes nothing away from somebody who writes a reason or has ticked a standard", () => {
  const [note, box] = [document.querySelector("textarea"), document.querySelector("input")];
  if (!note || !box) throw new Error("no form");
  note.value = "The sources";
  hear([4, "report.signed", {}]);
  note.value = "";
  box.checked = true;
  hear([5, "report.signed", {}]);
  expect(loads).toBe(0);
  box.checked = false;
  hear([6, "report.signed", {}]);
  expect(loads).toBe(1);
});

it("keeps open what somebody reads in, and closed what nobody has opened", async () => {
  const desk = document.querySelector("report-desk");
  if (!desk) throw new Error("no desk");
  desk.innerHTML = "<section><details id=gaps open></details><details id=ended></details></section>";
  await Promise.resolve();
  desk.innerHTML = "<section><details id=gaps></details><details id=ended></details></section>";
  await Promise.resolve();
  expect([...desk.querySelectorAll("details")].map((each) => each.open)).toEqual([true, false]);
});

it("is silent after it has left the page", () => {
  document.body.replaceChildren();
  hear([4, "report.published", {}]);
  expect(loads).toBe(0);
});
