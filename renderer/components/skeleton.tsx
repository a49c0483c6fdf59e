import "./skeleton.css";
import type { ReactNode } from "react";

interface SkeletonProps {
  /** Names the content being loaded, for a screen reader; `""` if a text beside it does. */
  readonly label: string;
  /** About as many lines as the content will have, so that little moves when it arrives. */
  readonly lines?: number;
}

/** Takes the place of a text while it is being loaded. */
export function Skeleton({ label, lines = 3 }: SkeletonProps): ReactNode {
  return (
    <output className="skeleton">
      <span className="visually-hidden">{label}</span>
      {Array.from({ length: lines }, (_, line) => (
        <span key={line} className="skeleton-line" />
      ))}
    </output>
  );
}
