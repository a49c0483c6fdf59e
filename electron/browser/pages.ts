/** The browser shell's answers to requests for anything but a file of its page. */
export const pages = {
  notFound: page("There is no such page", 'Go to <a href="/">CardDesk</a>.'),
  wrongHost: page("Wrong address", "CardDesk answers only under the address that it printed."),
  wrongMethod: page("Refused", "CardDesk only gives out its own pages."),
  wrongOrigin: page("Refused", "CardDesk answers only to its own page."),
};

function page(title: string, text: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title><h1>${title}</h1><p>${text}</p></html>`;
}
