/**
 * Puts markup into the page of a test as a browser does: parsed first, then connected, so that an element finds its
 * children. (happy-dom's `body.innerHTML = …` connects an element before its children are there.)
 */
export function showForTest(html: string): void {
  const template = document.createElement("template");
  template.innerHTML = html;
  document.body.replaceChildren(template.content);
}
