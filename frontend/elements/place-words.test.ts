import { expect, test } from "vitest";
import "./place-words";

test("two sliders are said in words while they move", () => {
  document.body.innerHTML = `<place-words data-middle="in the middle">
    <input type="range" min="-1" max="1" step="0.02" value="-0.34" data-negative="Social" data-positive="Kinetic">
    <input type="range" min="-1" max="1" step="0.02" value="0" data-negative="External" data-positive="Internal">
    <output data-place></output></place-words>`;
  const [x, y] = [...document.querySelectorAll("input")];
  const place = document.querySelector("[data-place]");
  x?.dispatchEvent(new Event("input", { bubbles: true }));
  expect(place?.textContent).toBe("34% Social, in the middle");
  if (y) y.value = "0.6";
  y?.dispatchEvent(new Event("input", { bubbles: true }));
  expect(place?.textContent).toBe("34% Social, 60% Internal");
  expect([x?.getAttribute("aria-valuetext"), y?.getAttribute("aria-valuetext")]).toEqual([
    "34% Social",
    "60% Internal",
  ]);
});
