type Line = [number, string | null, Record<string, unknown> | null];

/**
 * Says how many things of some kinds came since the page was made, and moves nothing of what is being read: the words are a
 * link that loads the page again. It hears of them from the feed (the document's "quadrant:events", [[seq, kind, data], …]).
 *
 * data-kinds            kinds of events, separated by spaces
 * data-by               the field of them that names a thing ("option"), so that a thing counts once; without it, the event
 * data-on, data-at      only events whose field data-on has the value data-at ("option", "7")
 * data-one, data-many   the server's words, the latter with {n}
 * data-also-…           kinds, one and many of a second sort; what counts as the first does not count as it
 * data-some             words without a number, used while rating is open (data-sealed, or when it opens meanwhile)
 * data-href             where the link leads, with {first} for the lowest thing; without it, to this page
 * data-go               nothing is being read: the page is loaded again by itself
 */
export class FeedNews extends HTMLElement {
  #come = new Set<number>();
  #also = new Set<number>();

  #hear = (event: Event): void => {
    const lines: unknown = (event as CustomEvent).detail;
    if (!Array.isArray(lines)) return;
    for (const line of lines) this.#count(line);
    this.#say();
  };

  connectedCallback(): void {
    document.addEventListener("quadrant:events", this.#hear);
  }

  disconnectedCallback(): void {
    document.removeEventListener("quadrant:events", this.#hear);
  }

  #count([seq, kind, data]: Line): void {
    if (kind === null) return; // for another audience
    const { kinds, alsoKinds, by, on, at, some } = this.dataset;
    if (some && kind === "phase.opened") this.toggleAttribute("data-sealed", data?.phase === "rate");
    if (on && String(data?.[on]) !== at) return;
    const thing = by ? Number(data?.[by]) : seq;
    if (kinds?.split(" ").includes(kind)) this.#come.add(thing);
    if (alsoKinds?.split(" ").includes(kind)) this.#also.add(thing);
  }

  #say(): void {
    const also = [...this.#also].filter((thing) => !this.#come.has(thing));
    const { one, many, alsoOne, alsoMany, some, href } = this.dataset;
    const counted = [words(this.#come.size, one, many), words(also.length, alsoOne, alsoMany)].filter(Boolean);
    if (counted.length === 0) return;
    const link = this.querySelector("a") ?? this.appendChild(document.createElement("a"));
    link.className = "news";
    const first = Math.min(...this.#come, ...also);
    link.href = href ? href.replaceAll("{first}", String(first)) : location.pathname + location.search;
    link.textContent = this.hasAttribute("data-sealed") && some ? some : counted.join(", ");
    if (this.hasAttribute("data-go")) link.click();
  }
}

function words(n: number, one = "", many = ""): string {
  if (n === 0) return "";
  return (n === 1 ? one : many).replace("{n}", String(n));
}

customElements.define("feed-news", FeedNews);
