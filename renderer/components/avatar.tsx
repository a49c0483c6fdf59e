import "./avatar.css";
import type { ReactNode } from "react";

interface AvatarProps {
  readonly name: string;
  readonly size?: "small" | "large";
}

/** The initials of a person, shown beside the name. */
export function Avatar({ name, size = "small" }: AvatarProps): ReactNode {
  return (
    <span className={`avatar avatar-${size}`} aria-hidden="true">
      {initialsOf(name)}
    </span>
  );
}

/** Returns the first letters of the first and the last word, with their accents; at most two. */
function initialsOf(name: string): string {
  const words = name.split(/\s+/u).filter((word) => /^\p{L}/u.test(word));
  const [first] = words;
  const last = words.length > 1 ? words.at(-1) : undefined;
  const letter = (word: string | undefined): string =>
    word === undefined ? "" : ([...new Intl.Segmenter().segment(word)][0]?.segment ?? "").toLocaleUpperCase();
  return letter(first) + letter(last);
}
