/**
 * Sends a request that only the sandbox of the program answers, and no other back end. Rejects if
 * the sandbox does not answer or redirects.
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
