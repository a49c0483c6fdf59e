import "./skeleton.css";
import type { ReactNode } from "react";

interface SkeletonProps {
  /** What is being loaded, for a screen reader; `""` where a text beside it says so. */
  readonly label: string;
  /** About as many as what comes will have, so that little moves then. */
  readonly lines?: number;
}

/** Stands where a text will be, as long as it is being asked for. */
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
