/** Hands a text to the operator as a file, UTF-8; where it goes is up to the browser or the shell. */
export function download(name: string, type: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // The download has the blob by now; the address would keep it for as long as the page lives.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
