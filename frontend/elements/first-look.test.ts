import { afterEach, expect, it, vi } from "vitest";
import { showForTest } from "./show-for-test";
import "./first-look";

afterEach(() => {
  document.body.replaceChildren();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

it("tells once, and only when the page is looked at", () => {
  const fetched = vi.fn(() => Promise.resolve());
  vi.stubGlobal("fetch", fetched);
  const seen = vi.spyOn(document, "visibilityState", "get").mockReturnValue("hidden");
  showForTest('<first-look data-url="/opened/"></first-look>');
  expect(fetched).not.toHaveBeenCalled();
  seen.mockReturnValue("visible");
  document.dispatchEvent(new Event("visibilitychange"));
  document.dispatchEvent(new Event("visibilitychange"));
  expect(fetched.mock.calls.map(([url]: unknown[]) => url)).toEqual(["/opened/"]);
});
