import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { showForTest } from "./show-for-test";
import "./draft-keeper";

const NAME = "mexico.option.new.7";
const STORED = `quadrant.draft.${NAME}`;
const AT = "2026-03-02T10:42:00+00:00";

interface Sent {
  seq: string;
  after: string;
  base: string;
  tab: string;
  fields: Record<string, string>;
}

let sent: Sent[] = [];
let answers: (() => Response | Promise<Response>)[] = [];
let beacons: FormData[] = [];

const read = (body: FormData): Sent => {
  const { seq, after, base, tab, body: fields } = Object.fromEntries(body) as Record<string, string>;
  return { seq, after, base, tab, fields: JSON.parse(fields ?? "{}") } as Sent;
};
const json = (status: number, body: unknown): Response => new Response(JSON.stringify(body), { status });
const saved = (seq: number) => () => json(200, { saved_at: AT, seq });
const rival = (seq: number, title: string) => () =>
  json(409, { title: "Another tab …", seq, saved_at: AT, body: { title, summary: "", step: "", x: "0" } });

const show = (attributes = "", fields = ""): void => {
  showForTest(`
    <form id="f">
      <input type="hidden" name="csrfmiddlewaretoken" value="secret"><input type="hidden" name="key" value="k1">
      ${fields || '<input name="title"><textarea name="summary"></textarea>'}
      <input type="password" name="password">
      <input type="radio" name="step" value="1"><input type="radio" name="step" value="2">
      <input type="range" name="x" min="-1" max="1" step="0.05" value="0">
      <span data-save-state data-saving="saving" data-saved="saved {time}" data-beside="beside" data-offline="offline"
            data-failed="failed" data-signed-out="signed out" data-refused="refused"></span>
    </form>
    <draft-keeper data-form="f" data-url="/drafts/" data-place="option.new" data-name="${NAME}" ${attributes}>
      <p data-restored hidden>restored</p>
      <form id="choice"><button>Take it</button></form>
      <template data-kind="rival"><div><q></q><span data-at></span>
        <button type="button" data-choose="take">take</button><button type="button" data-choose="keep">keep</button></div></template>
      <template data-kind="older"><div><q></q><button type="button" data-choose="fill">fill</button></div></template>
    </draft-keeper>`);
};
const field = (name: string): HTMLInputElement => document.querySelector(`#f [name="${name}"]`) as HTMLInputElement;
const type = (name: string, value: string): void => {
  field(name).value = value;
  field(name).dispatchEvent(new Event("input", { bubbles: true }));
};
const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);
const stored = () => JSON.parse(localStorage.getItem(STORED) ?? "null");
const state = (): string => document.querySelector("[data-save-state]")?.textContent ?? "";
const choose = (what: string): void => document.querySelector<HTMLElement>(`[data-choose="${what}"]`)?.click();

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
  document.documentElement.dataset.timeZone = "UTC";
  sent = [];
  answers = [];
  beacons = [];
  vi.stubGlobal("fetch", async (_url: string, init: RequestInit) => {
    sent.push(read(init.body as FormData));
    const answer = answers.shift();
    if (!answer) throw new TypeError("no network");
    return answer();
  });
  navigator.sendBeacon = (_url, body) => beacons.push(body as FormData) > 0;
});

afterEach(() => {
  document.body.replaceChildren();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("this browser", () => {
  it("has what is typed within 300 ms, also while typing goes on", async () => {
    show();
    for (let n = 1; n <= 10; n++) {
      type("title", "x".repeat(n));
      await pass(100);
    }
    expect(stored().fields.title.length).toBeGreaterThanOrEqual(7);
  });

  it("gives it back, with the key, and sends it at once", async () => {
    show();
    type("title", "Diaspora bonds");
    type("x", "0.5");
    document.querySelectorAll<HTMLInputElement>("[name=step]")[1]?.click();
    await pass(300);
    show();
    expect([field("title").value, field("x").value]).toEqual(["Diaspora bonds", "0.5"]);
    expect(document.querySelector<HTMLInputElement>("[name=step]:checked")?.value).toBe("2");
    expect(document.querySelector<HTMLElement>("[data-restored]")?.hidden).toBe(false);
    answers = [saved(1)];
    await pass(0);
    expect(sent.at(-1)?.fields).toEqual({ title: "Diaspora bonds", summary: "", step: "2", x: "0.5", key: "k1" });
  });

  it("wins over the server's draft when it is newer, an emptied field as well", async () => {
    localStorage.setItem(
      STORED,
      JSON.stringify({ fields: { title: "", summary: "Mine" }, after: 3, base: "", unsent: true }),
    );
    show('data-seq="5"', '<input name="title" value="Server"><textarea name="summary">Server</textarea>');
    expect([field("title").value, field("summary").value]).toEqual(["", "Mine"]);
    answers = [saved(6)];
    await pass(0);
    expect([sent[0]?.seq, sent[0]?.after]).toEqual(["6", "3"]); // the server keeps what came between
  });

  it("gives way when the server had it, and when the page shows what was just refused", () => {
    const copy = { fields: { title: "Old" }, after: 1, base: "" };
    for (const [unsent, attributes] of [
      [false, ""],
      [true, "data-bound"],
    ] as const) {
      localStorage.setItem(STORED, JSON.stringify({ ...copy, unsent }));
      show(attributes, '<input name="title" value="Server">');
      expect(field("title").value).toBe("Server");
      expect(stored()).toBeNull();
    }
  });

  it("offers what was typed on an older version, and puts it in only when asked", () => {
    localStorage.setItem(STORED, JSON.stringify({ fields: { title: "Mine" }, after: 1, base: "2", unsent: true }));
    show('data-base="3"', '<input name="title" value="Newer">');
    expect(field("title").value).toBe("Newer");
    expect(document.querySelector("draft-keeper q")?.textContent).toBe("Mine");
    choose("fill");
    expect(field("title").value).toBe("Mine");
  });

  it("holds no secrets, and survives a storage that holds something else", async () => {
    show();
    type("password", "hunter2");
    type("title", "Bonds");
    await pass(300);
    expect(localStorage.getItem(STORED)).not.toMatch(/hunter2|secret/);
    for (const rubbish of ["{", '"text"', "null", '{"fields": {"title": ["old shape"]}, "unsent": true}']) {
      document.body.replaceChildren();
      localStorage.setItem(STORED, rubbish);
      expect(() => show()).not.toThrow();
      expect(field("title").value).toBe("");
    }
  });
});

describe("the server", () => {
  it("gets it 1.5 s after the last key press, at most 4 s after the first, with rising numbers", async () => {
    answers = [saved(1), saved(2)];
    show();
    type("title", "A");
    await pass(1499);
    expect(sent).toEqual([]);
    await pass(1);
    expect(sent.map(({ seq, after }) => [seq, after])).toEqual([["1", "0"]]);
    expect(state()).toBe("saved 10:42");
    expect(stored().unsent).toBe(false);
    for (let n = 0; n < 40; n++) {
      type("title", `A${n}`);
      await pass(100);
    }
    await pass(1);
    expect(sent.map(({ seq, after }) => [seq, after])).toEqual([
      ["1", "0"],
      ["2", "1"],
    ]);
  });

  it("is not asked while nothing is typed", async () => {
    show();
    await pass(60_000);
    expect(sent).toEqual([]);
  });

  it("is asked again with back-off, and at once when the net is back", async () => {
    vi.spyOn(Math, "random").mockReturnValue(0.5); // 2 s, 4 s …
    show();
    type("title", "A");
    await pass(1500);
    expect([sent.length, state()]).toEqual([1, "failed"]);
    expect(document.querySelector("[data-save-state]")?.getAttribute("role")).toBe("status");
    await pass(2000);
    expect(sent.length).toBe(2);
    await pass(3900);
    expect(sent.length).toBe(2);
    answers = [saved(3)];
    window.dispatchEvent(new Event("online"));
    await pass(0);
    expect([sent.length, state()]).toEqual([3, "saved 10:42"]);
  });

  it.each([
    [403, "signed out"],
    [404, "signed out"],
    [500, "failed"],
    [422, "Too long"],
  ])("that answers %i is told as “%s”, and the text stays here", async (status, words) => {
    answers = [() => json(status, status === 422 ? { title: "Too long" } : {})];
    show();
    type("title", "A");
    await pass(1500);
    expect([state(), stored().fields.title]).toEqual([words, "A"]);
  });

  it("gets what is left when the page is left", async () => {
    show();
    type("title", "Dias");
    window.dispatchEvent(new Event("pagehide"));
    expect(beacons.map((body) => read(body).fields.title)).toEqual(["Dias"]);
    expect(stored().fields.title).toBe("Dias");
  });

  it("gets nothing more once the form was submitted: that would bring the draft back", async () => {
    show();
    type("title", "Done");
    document.querySelector("#f")?.dispatchEvent(new Event("submit", { cancelable: true }));
    window.dispatchEvent(new Event("pagehide"));
    await pass(10_000);
    expect([sent, beacons]).toEqual([[], []]);
    expect(stored()).toMatchObject({ fields: { title: "Done" }, unsent: true }); // until it is acknowledged
  });

  it("says that it has long arrived: the form is as the page made it", async () => {
    const copy = { fields: { title: "Submitted", key: "k0" }, after: 0, base: "", unsent: true };
    localStorage.setItem(STORED, JSON.stringify(copy));
    show();
    expect(field("title").value).toBe("Submitted");
    answers = [() => json(410, { title: "gone" })];
    await pass(0);
    expect([field("title").value, stored(), state()]).toEqual(["", null, "saving"]);
  });
});

describe("another tab", () => {
  const overtaken = async (): Promise<void> => {
    answers = [rival(4, "Theirs")];
    show('data-seq="3"');
    type("title", "Mine");
    await pass(1500);
  };

  it("is offered back, and what is typed here goes on being kept beside it", async () => {
    await overtaken();
    expect(document.querySelector("[data-offer] q")?.textContent).toBe("Theirs");
    expect([document.querySelector("[data-at]")?.textContent, state()]).toEqual(["10:42", "beside"]);
    answers = [rival(4, "Theirs")];
    type("title", "Mine, longer");
    await pass(1500);
    expect([sent[1]?.seq, sent[1]?.after, sent[1]?.fields.title]).toEqual(["4", "3", "Mine, longer"]);
  });

  it("is kept beside when one insists on what is here", async () => {
    await overtaken();
    answers = [saved(5)];
    choose("keep");
    await pass(0);
    expect([sent[1]?.seq, sent[1]?.after, state()]).toEqual(["5", "3", "saved 10:42"]);
    expect(document.querySelector("[data-offer]")).toBeNull();
  });

  it("that typed the same is no clash", async () => {
    answers = [rival(4, "Same"), saved(5)];
    show('data-seq="3"');
    type("title", "Same");
    await pass(1500);
    expect([document.querySelector("[data-offer]"), state()]).toEqual([null, "saved 10:42"]);
    type("title", "Same, longer");
    await pass(1500);
    expect([sent[1]?.seq, sent[1]?.after]).toEqual(["5", "4"]);
  });
});

it("keeps in this browser alone where there is no address", async () => {
  show();
  document.querySelector("draft-keeper")?.removeAttribute("data-url");
  type("title", "A");
  await pass(10_000);
  expect([sent, stored().fields.title]).toEqual([[], "A"]);
});

it("saves nothing after the submit, whatever else the form has asked for meanwhile", async () => {
  show();
  type("title", "Police");
  const form = document.querySelector<HTMLFormElement>("#f");
  form?.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));
  field("title").dispatchEvent(new CustomEvent("htmx:finally:request", { bubbles: true }));
  await pass(10_000);
  expect(sent).toEqual([]);
});
