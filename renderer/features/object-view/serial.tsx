import type { ReactNode } from "react";
import { shortSerial } from "../../parts/serial.ts";

/**
 * A serial number, shortened to its two ends on screen; screen readers and search get all of it.
 */
export function Serial({ serial }: { readonly serial: string }): ReactNode {
  return (
    <span title={serial}>
      <span aria-hidden="true">{shortSerial(serial)}</span>
      <span className="visually-hidden">{serial}</span>
    </span>
  );
}
