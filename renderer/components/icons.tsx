import type { ReactNode } from "react";

/** Drawings of 16 × 16 in the colour of the text around them. They repeat a word beside them. */
const drawings = {
  back: <path d="M10 3 5 8l5 5" />,
  forward: <path d="m6 3 5 5-5 5" />,
  plus: <path d="M8 3v10M3 8h10" />,
  remove: <path d="m4 4 8 8m0-8-8 8" />,
  edit: <path d="m3 13 .7-3L10.5 3.2l2.3 2.3L6 12.3 3 13Z" />,
  arrow: <path d="M3 8h10m-4-4 4 4-4 4" />,
  warning: <path d="M8 2.5 14.5 13.5h-13L8 2.5ZM8 6.5v3.5m0 1.5v.5" />,
  fault: <path d="M5.2 1.8h5.6l3.4 3.4v5.6l-3.4 3.4H5.2l-3.4-3.4V5.2l3.4-3.4ZM8 4.8V9m0 2v.4" />,
  done: <path d="m3 8.5 3.5 3.5L13 4.5" />,
  copy: <path d="M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3" />,
  card: <path d="M1.5 3.5h13v9h-13zM4 6.5h3v3H4zM9.5 9.5h2.5" />,
  wait: <path d="M4 2.5h8M4 13.5h8M5 2.5c0 4 6 7 6 11M11 2.5c0 4-6 7-6 11" />,
} as const;

export function Icon({ name }: { readonly name: keyof typeof drawings }): ReactNode {
  return (
    <svg className="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      {drawings[name]}
    </svg>
  );
}
