/**
 * Offers a text as a file, UTF-8, to the browser or the shell, which decides where. Nobody reports
 * whether it was saved: the operator may cancel, or the disk may be full.
 */
export function download(name: string, type: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // The download has the blob by then; the URL would keep it alive as long as the page.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
