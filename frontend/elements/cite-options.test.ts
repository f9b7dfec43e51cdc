import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { showForTest } from "./show-for-test";
import "./cite-options";

function page(): { area: HTMLTextAreaElement; list: HTMLInputElement; doubts: HTMLElement } {
  document.body.innerHTML = `
    <form id="f"><label for="a">Diagnosis</label><textarea id="a"></textarea><label for="l">It rests on</label><input id="l" data-citing></form>
    <cite-options data-form="f" data-unknown="There is no {label}." data-outside="{label} is outside." data-inserted="{label} into {field}.">
      <ul data-doubts hidden><li data-served="7">PO-7 was withdrawn.</li></ul><p data-live></p>
      <ul><li data-number="1" data-member><button data-cite="PO-1">Cite</button></li>
      <li data-number="2"><button data-cite="contra PO-2">against</button></li></ul>
    </cite-options>`;
  const find = <T extends Element>(selector: string) => document.querySelector(selector) as T;
  return { area: find("#a"), list: find("#l"), doubts: find("[data-doubts]") };
}

function cite(words: string): void {
  document.querySelector<HTMLElement>(`[data-cite="${words}"]`)?.click();
}

function settle(): Promise<void> {
  return new Promise((done) => setTimeout(done, 450));
}

const lists = (): boolean[] => [...document.querySelectorAll("details")].map(({ open }) => open);

/** Both lists as the server writes them, on a window that is narrow or is not. */
function shown(narrow: boolean): HTMLInputElement {
  vi.stubGlobal("matchMedia", () => ({ matches: narrow }));
  showForTest(`<cite-options data-form="none"><input type="search">
    <details data-members open><ul><li data-words="PO-1 Courts"></li></ul></details>
    <details data-others><ul><li data-words="PO-2 Ports"></li></ul></details></cite-options>`);
  return document.querySelector("input") as HTMLInputElement;
}

beforeEach(() => document.body.replaceChildren());
afterEach(() => vi.unstubAllGlobals());

test("below the text the lists stay closed until somebody searches, beside it the first is open", () => {
  shown(false);
  expect(lists()).toEqual([true, false]);
  const search = shown(true);
  expect(lists()).toEqual([false, false]);
  search.value = "port";
  search.dispatchEvent(new Event("input", { bubbles: true }));
  expect(lists()).toEqual([true, true]);
  expect([...document.querySelectorAll<HTMLElement>("[data-words]")].map(({ hidden }) => hidden)).toEqual([
    true,
    false,
  ]);
});

test("a citation goes where the cursor was, in brackets, and is said", () => {
  const { area } = page();
  area.value = "Weak courts. And so on.";
  area.dispatchEvent(new Event("focusin", { bubbles: true }));
  area.setSelectionRange(11, 11);
  cite("PO-1");
  expect(area.value).toBe("Weak courts (PO-1). And so on.");
  expect(document.querySelector("[data-live]")?.textContent).toBe("PO-1 into Diagnosis.");
});

test("in a list it follows a comma and has no brackets", () => {
  const { list } = page();
  list.value = "PO-9";
  list.dispatchEvent(new Event("focusin", { bubbles: true }));
  list.setSelectionRange(4, 4);
  cite("contra PO-2");
  expect(list.value).toBe("PO-9, PO-2");
});

test("what is unknown, outside or has fallen is said, what speaks against may stand outside", async () => {
  const { area, doubts } = page();
  area.value = "PO-1, PO-2, PO-7, PO-9";
  area.dispatchEvent(new Event("input", { bubbles: true }));
  await settle();
  const lines = () => [...doubts.children].map((line) => line.textContent);
  expect(lines()).toEqual(["PO-2 is outside.", "PO-7 was withdrawn.", "There is no PO-9."]);
  expect(document.querySelector('[data-number="1"]')?.hasAttribute("data-cited")).toBe(true);
  area.value = "contra PO-2";
  area.dispatchEvent(new Event("input", { bubbles: true }));
  await settle();
  expect([lines(), doubts.hidden]).toEqual([[], true]);
});
