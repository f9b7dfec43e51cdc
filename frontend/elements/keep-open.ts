/**
 * Lets the <details> of a fragment stay open when the fragment within *host* is replaced by its newer self: somebody may be
 * reading in them. They are known by their ids.
 */
export function keepOpen(host: HTMLElement): MutationObserver {
  const keeper = new MutationObserver((changes) => {
    for (const gone of changes.flatMap((change) => [...change.removedNodes])) {
      if (!(gone instanceof Element)) continue;
      for (const { id } of gone.querySelectorAll("details[open][id]")) {
        host.querySelector(`#${CSS.escape(id)}`)?.toggleAttribute("open", true);
      }
    }
  });
  keeper.observe(host, { childList: true });
  return keeper;
}
