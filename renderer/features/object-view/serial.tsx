import type { ReactNode } from "react";
import { shortSerial } from "../../parts/serial.ts";

/** A serial number, shown by its two ends, read out and found whole. */
export function Serial({ serial }: { readonly serial: string }): ReactNode {
  return (
    <span title={serial}>
      <span aria-hidden="true">{shortSerial(serial)}</span>
      <span className="visually-hidden">{serial}</span>
    </span>
  );
}
