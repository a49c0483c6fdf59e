import "./mark.css";
import type { ReactNode } from "react";

/** The mark of the product, drawn like app/icon.svg. The product's name is shown beside it. */
export function Mark(): ReactNode {
  return (
    <svg className="product-mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect className="product-mark-back" width="32" height="32" rx="7.5" />
      <path className="product-mark-card" d="M24 8H13a5 5 0 0 0-5 5v6a5 5 0 0 0 5 5h11" />
      <rect className="product-mark-chip" x="14" y="12" width="12" height="8" rx="2" />
    </svg>
  );
}
