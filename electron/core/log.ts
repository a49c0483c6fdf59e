/** A structured log. Callers never pass a token, password, PIN, name or serial. */
export interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
