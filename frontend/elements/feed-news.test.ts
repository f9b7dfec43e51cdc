import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { showForTest } from "./show-for-test";
import "./feed-news";

const hear = (...detail: unknown[]): boolean => document.dispatchEvent(new CustomEvent("quadrant:events", { detail }));
const link = (): HTMLAnchorElement | null => document.querySelector("a.news");
const said = (): string | undefined => link()?.textContent;

afterEach(() => document.body.replaceChildren());

describe("of events", () => {
  beforeEach(() =>
    showForTest(
      `<feed-news data-kinds="sheet.revised sheet.judged" data-one="1 new sheet" data-many="{n} new sheets"></feed-news>`,
    ),
  );

  it("says nothing while nothing is new", () => {
    hear();
    hear([4, "card.moved", { option: 1 }], [5, null, null]);
    expect(document.querySelector("feed-news")?.childElementCount).toBe(0);
  });

  it("counts what is of its kinds, each once", () => {
    hear([6, "sheet.revised", { option: 3 }]);
    expect(said()).toBe("1 new sheet");
    hear([6, "sheet.revised", { option: 3 }], [7, "sheet.judged", { option: 3, round: 1, first: true }]);
    expect(said()).toBe("2 new sheets");
  });

  it("links to the same page", () => {
    hear([6, "sheet.revised", { option: 3 }]);
    expect(link()?.href).toBe(location.href);
  });

  it("is silent after it has left the page", () => {
    const element = document.querySelector("feed-news");
    document.body.replaceChildren();
    hear([6, "sheet.revised", { option: 3 }]);
    expect(element?.childElementCount).toBe(0);
  });
});

it("leads to another page where the news is there", () => {
  showForTest(
    `<feed-news data-kinds="phase.opened" data-href="/x/a/reveal/" data-one="Open" data-many="Open"></feed-news>`,
  );
  hear([9, "phase.opened", { phase: "reveal", late: false }]);
  expect(link()?.pathname).toBe("/x/a/reveal/");
});

it("goes by itself where nothing is being read", () => {
  showForTest(`<feed-news data-kinds="phase.opened" data-go data-one="Open" data-many="Open"></feed-news>`);
  const gone: string[] = [];
  document.addEventListener("click", (click) => {
    click.preventDefault();
    gone.push((click.target as HTMLAnchorElement).href);
  });
  hear([9, "phase.opened", { phase: "reveal", late: false }]);
  expect(gone).toEqual([location.href]);
});

describe("of options, in two sorts", () => {
  beforeEach(() =>
    showForTest(
      `<feed-news data-by="option" data-kinds="option.submitted" data-one="1 new option" data-many="{n} new options"
         data-also-kinds="option.revised" data-also-one="1 changed" data-also-many="{n} changed"></feed-news>`,
    ),
  );

  it("counts each thing once, whatever happens to it", () => {
    hear([6, "option.submitted", { option: 3, version: 1 }]);
    expect(said()).toBe("1 new option");
    hear([6, "option.submitted", { option: 3, version: 1 }], [7, "option.submitted", { option: 4, version: 1 }]);
    expect(said()).toBe("2 new options");
  });

  it("counts what was changed, but not what is new anyway", () => {
    hear([6, "option.revised", { option: 3, version: 2, change: "typo" }]);
    expect(said()).toBe("1 changed");
    hear([7, "option.revised", { option: 3, version: 3 }], [8, "option.revised", { option: 5, version: 2 }]);
    expect(said()).toBe("2 changed");
    hear([9, "option.submitted", { option: 6, version: 1 }], [10, "option.revised", { option: 6, version: 2 }]);
    expect(said()).toBe("1 new option, 2 changed");
  });
});

describe("of comments on one option", () => {
  const posted = (seq: number, option: number, comment: number): unknown[] => [
    seq,
    "comment.posted",
    { option, comment, kind: "question" },
  ];

  beforeEach(() =>
    showForTest(
      `<feed-news data-by="comment" data-on="option" data-at="7" data-kinds="comment.posted" data-one="1 new comment"
         data-many="{n} new comments" data-some="New comments" data-href="?since={first}#c{first}"></feed-news>`,
    ),
  );

  it("hears of no other option and no other kind", () => {
    hear([4, "comment.revised", { option: 7, comment: 1, version: 2 }], posted(6, 8, 3));
    expect(document.querySelector("feed-news")?.childElementCount).toBe(0);
  });

  it("leads to the first of them, with a query, so that the browser loads the page", () => {
    hear(posted(6, 7, 12), posted(7, 7, 13));
    expect([said(), link()?.getAttribute("href")]).toEqual(["2 new comments", "?since=12#c12"]);
  });

  it("says no number while rating is open", () => {
    document.querySelector("feed-news")?.setAttribute("data-sealed", "");
    hear(posted(6, 7, 12), posted(7, 7, 13));
    expect(said()).toBe("New comments");
  });

  it("stops saying the number when rating opens meanwhile, and says it again after the reveal", () => {
    hear(posted(6, 7, 12), posted(7, 7, 13));
    hear([8, "phase.opened", { phase: "rate", late: false }]);
    expect(said()).toBe("New comments");
    hear([9, "phase.opened", { phase: "reveal", late: false }]);
    expect(said()).toBe("2 new comments");
  });
});
