import "./badge.css";
import type { ReactNode } from "react";

/** Each tone has a colour and a shape of its own, so that either alone identifies it. */
export type Tone = "good" | "paused" | "ended" | "fresh" | "other";

const shapes: Readonly<Record<Tone, ReactNode>> = {
  good: <circle cx="6" cy="6" r="4.5" />,
  paused: <path d="M2.5 1.5h2.6v9H2.5zM6.9 1.5h2.6v9H6.9z" />,
  ended: <path d="M1.5 1.5h9v9h-9z" />,
  fresh: <circle cx="6" cy="6" r="3.7" className="badge-ring" />,
  other: <path d="M6 .8 11.2 6 6 11.2.8 6z" />,
};

export function Badge({ tone, children }: { readonly tone: Tone; readonly children: ReactNode }): ReactNode {
  return (
    <span className={`badge badge-${tone}`}>
      <svg className="badge-shape" viewBox="0 0 12 12" aria-hidden="true" focusable="false">
        {shapes[tone]}
      </svg>
      {children}
    </span>
  );
}
