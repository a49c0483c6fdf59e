/**
 * Estimates whether the JSON of a value has more characters than the limit; stops counting there.
 */
export function isLonger(value: unknown, limit: number): boolean {
  let left = limit;
  const waiting: unknown[] = [value];
  while (left >= 0 && waiting.length > 0) {
    const one = waiting.pop();
    left -= 4;
    if (typeof one === "string") left -= one.length;
    else if (Array.isArray(one)) for (const item of one) waiting.push(item);
    else if (typeof one === "object" && one !== null)
      for (const [key, field] of Object.entries(one)) {
        left -= key.length + 4;
        waiting.push(field);
      }
  }
  return left < 0;
}
