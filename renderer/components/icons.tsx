import type { ReactNode } from "react";

/** Drawings of 16 × 16 in the colour of the surrounding text. They repeat a word beside them. */
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
  link: (
    <path d="m6.8 9.2 2.4-2.4M7.4 4.6l1.5-1.5a2.8 2.8 0 0 1 4 4l-1.5 1.5M8.6 11.4l-1.5 1.5a2.8 2.8 0 0 1-4-4l1.5-1.5" />
  ),
  copy: <path d="M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3" />,
  card: <path d="M1.5 3.5h13v9h-13zM4 6.5h3v3H4zM9.5 9.5h2.5" />,
  search: <path d="M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9ZM10.4 10.4 14 14" />,
  tasks: <path d="M3 2.5h10v11H3zM5.5 8.2l1.8 1.8 3.4-4" />,
  bulk: <path d="M2.5 5.5h8v8h-8zM5.5 5.5v-3h8v8h-3" />,
  offline: (
    <path d="M4.5 12.5a3 3 0 0 1 .2-6 4 4 0 0 1 7.6 1.2 2.5 2.5 0 0 1-.6 4.8ZM8 7.5v3m-1.5-1.3L8 10.7l1.5-1.5" />
  ),
  admin: <path d="M8 1.8 13 3.6v4c0 3.2-2 5.4-5 6.6-3-1.2-5-3.4-5-6.6v-4Z" />,
  settings: (
    <path d="M8 5.8a2.2 2.2 0 1 0 0 4.4 2.2 2.2 0 0 0 0-4.4ZM8 1.5v2m0 9v2m6.5-6.5h-2m-9 0h-2m11.1-4.6-1.4 1.4m-6.4 6.4-1.4 1.4m9.2 0-1.4-1.4M4.8 4.8 3.4 3.4" />
  ),
  help: (
    <path d="M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8ZM6.2 6.3c.2-2.4 3.8-2.2 3.6 0C9.7 7.6 8 7.7 8 9.2m0 1.9v.3" />
  ),
  support: (
    <path d="M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8ZM8 5.4a2.6 2.6 0 1 0 0 5.2 2.6 2.6 0 0 0 0-5.2ZM3.7 3.7l2.4 2.4m3.8 3.8 2.4 2.4m0-8.6L9.9 6.1M6.1 9.9l-2.4 2.4" />
  ),
  lock: <path d="M3.5 7.5h9v6h-9zM5.5 7.5v-2a2.5 2.5 0 0 1 5 0v2" />,
  logOut: <path d="M9.5 5V2.5h-7v11h7V11M6.5 8h7.5m-2.5-2.5L14 8l-2.5 2.5" />,
  down: <path d="m4 6 4 4 4-4" />,
  up: <path d="m4 10 4-4 4 4" />,
  columns: <path d="M2 3h12v10H2zM6 3v10M10 3v10" />,
  table: <path d="M2 3h12v10H2zM2 6.5h12M2 9.8h12" />,
  split: <path d="M2 3h12v10H2zM6.5 3v10" />,
  wait: <path d="M4 2.5h8M4 13.5h8M5 2.5c0 4 6 7 6 11M11 2.5c0 4-6 7-6 11" />,
} as const;

export function Icon({ name }: { readonly name: keyof typeof drawings }): ReactNode {
  return (
    <svg className="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      {drawings[name]}
    </svg>
  );
}
