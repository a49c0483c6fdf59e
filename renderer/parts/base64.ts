/** Length in bytes of what a Base64 text stands for. */
export function bytesOf(base64: string): number {
  return Math.floor((base64.replace(/=+$/, "").length * 3) / 4);
}
