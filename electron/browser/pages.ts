/** What the browser shell says to a browser that it does not let in. */
export const pages = {
  again: page("CardDesk", "", '<meta http-equiv="refresh" content="0;url=/">'),
  noCookie: page(
    "This address was used already",
    "An address of CardDesk works once, in one browser. A new one was printed where the program runs: open that.",
  ),
  notFound: page("There is no such page", 'Go to <a href="/">CardDesk</a>.'),
  wrongHost: page("Wrong address", "CardDesk answers only under the address that it printed."),
  wrongMethod: page("Refused", "CardDesk only gives out its own pages."),
  wrongOrigin: page("Refused", "CardDesk answers only to its own page."),
};

function page(title: string, text: string, head = ""): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title>${head}<h1>${title}</h1><p>${text}</p></html>`;
}
