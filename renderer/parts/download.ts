/** Saves a text as a file, UTF-8; the browser or the shell decides where. */
export function download(name: string, type: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // The download has the blob by then; the URL would keep it alive as long as the page.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
