// An option with its discussion.
import "./elements/feed-news";

// A form that was asked for in a thread is written in at once; threads that were fetched are read on from the first.
document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  const target = ctx.target;
  if (!(target instanceof Element)) return;
  if (target.matches(".comment-answer, .comment-change")) {
    target.querySelector<HTMLElement>("input:not([type=hidden]), select, textarea")?.focus();
  } else if (target.id === "more-threads") {
    const fetched = document.querySelector<HTMLElement>("[data-fetched]");
    fetched?.removeAttribute("data-fetched");
    const first = fetched?.querySelector<HTMLElement>(".comment");
    first?.setAttribute("tabindex", "-1");
    first?.focus({ preventScroll: true });
  }
});

// A link to one comment asks for its thread by ?comment=. What is on the page already is only scrolled to; what is not,
// because somebody has copied "#c12" alone, is asked for.
const LINK = /^#c(\d+)$/;

function here(hash: string): boolean {
  return document.getElementById(hash.slice(1)) !== null;
}

document.addEventListener("click", (click) => {
  const link = click.target instanceof Element && click.target.closest<HTMLAnchorElement>('a[href^="?comment="]');
  const plain = !(click.ctrlKey || click.metaKey || click.shiftKey || click.altKey);
  if (!link || !plain || !LINK.test(link.hash) || !here(link.hash) || link.matches(".news")) return;
  click.preventDefault();
  location.hash = link.hash;
});

function follow(): void {
  const number = LINK.exec(location.hash)?.[1];
  const asked = new URLSearchParams(location.search).get("comment") === number;
  if (number && !asked && !here(location.hash)) location.replace(`?comment=${number}#c${number}`);
}

window.addEventListener("hashchange", follow);
follow();
