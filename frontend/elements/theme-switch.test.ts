import { afterEach, beforeEach, expect, it } from "vitest";
import { showForTest } from "./show-for-test";
import "./theme-switch";

const root = document.documentElement;

const show = (): void => {
  showForTest(
    `<theme-switch>${["auto", "light", "dark"]
      .map((value) => `<input type="radio" name="theme" value="${value}">`)
      .join("")}</theme-switch>`,
  );
};

const choose = (value: string): void => {
  document.querySelector<HTMLInputElement>(`[value=${value}]`)?.click();
};

beforeEach(() => localStorage.clear());

afterEach(() => {
  delete root.dataset.theme;
  document.body.replaceChildren();
});

it("follows the system until told otherwise", () => {
  show();
  expect(document.querySelector<HTMLInputElement>(":checked")?.value).toBe("auto");
});

it("keeps the choice for the next page", () => {
  show();
  choose("dark");
  expect(root.dataset.theme).toBe("dark");
  expect(localStorage.getItem("quadrant.theme")).toBe("dark");
});

it("goes back to the system", () => {
  root.dataset.theme = "light";
  show();
  expect(document.querySelector<HTMLInputElement>(":checked")?.value).toBe("light");
  choose("auto");
  expect(root.dataset.theme).toBeUndefined();
  expect(localStorage.getItem("quadrant.theme")).toBeNull();
});

it("tells those who paint themselves", () => {
  show();
  let told = "";
  document.addEventListener("quadrant:theme", (event) => {
    told = (event as CustomEvent<{ theme: string }>).detail.theme;
  });
  choose("light");
  expect(told).toBe("light");
});
