/** Ends a switch over a union: the compiler refuses it while a variant is missing. */
export function assertNever(value: never): never {
  throw new Error(`Unhandled variant: ${JSON.stringify(value)}`);
}
