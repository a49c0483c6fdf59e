/**
 * Asks the sandbox of the program for something that no other back end has. Rejects where it does
 * not answer, or leads elsewhere.
 */
export function askSandbox(
  address: string,
  method: "GET" | "PUT",
  path: string,
  signal: AbortSignal,
  body?: object,
): Promise<Response> {
  return fetch(new URL(path, address), {
    method,
    redirect: "error",
    signal,
    ...(body === undefined ? {} : { headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }),
  });
}
