import { afterEach, expect, it, vi } from "vitest";
import { showForTest } from "./show-for-test";
import "./submit-once";
import "./send-sheet";

const page = (): void =>
  showForTest(`<submit-once><send-sheet><form method="post" action="/judge/1/"><input type="hidden" name="key">
    <input name="risk" value="4"></form><p data-unsent hidden></p></send-sheet></submit-once>`);
const form = (): HTMLFormElement => document.querySelector("form") as HTMLFormElement;
const unsent = (): boolean => !document.querySelector<HTMLElement>("[data-unsent]")?.hidden;
const submit = (): boolean => form().dispatchEvent(new SubmitEvent("submit", { bubbles: true, cancelable: true }));
const settled = (): Promise<void> => new Promise((done) => setTimeout(done, 5));

afterEach(() => {
  document.body.replaceChildren();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

it("says that nothing was sent, keeps everything, and sends again by itself with the same key", async () => {
  const sent: FormData[] = [];
  const answers = [
    () => Promise.reject(new TypeError("offline")),
    () => Promise.resolve(Response.json({ next: "/x/" })),
  ];
  vi.stubGlobal("fetch", (_url: string, { body }: { body: FormData }) => {
    sent.push(body);
    return answers.shift()?.();
  });
  const assign = vi.spyOn(location, "assign").mockImplementation(() => {});
  page();
  submit();
  await settled();
  expect([unsent(), sent.length, sent[0]?.get("risk")]).toEqual([true, 1, "4"]);
  window.dispatchEvent(new Event("online"));
  await settled();
  expect([unsent(), sent.length, assign.mock.calls]).toEqual([false, 2, [["/x/"]]]);
  expect(sent[1]?.get("key")).toBe(sent[0]?.get("key"));
});

it("lets the form itself show what was refused", async () => {
  vi.stubGlobal("fetch", () => Promise.resolve(new Response("{}", { status: 422 })));
  page();
  const itself = vi.spyOn(form(), "submit").mockImplementation(() => {});
  submit();
  await settled();
  expect([itself.mock.calls.length, unsent()]).toEqual([1, false]);
});

it("sends nothing again while nothing waits", async () => {
  const fetched = vi.fn();
  vi.stubGlobal("fetch", fetched);
  page();
  window.dispatchEvent(new Event("online"));
  await settled();
  expect(fetched).not.toHaveBeenCalled();
});
