import type { Transport } from "#shared/ipc/messages.ts";

declare global {
  interface Window {
    /** The way to the core: put there by the shell before this page's script runs. */
    readonly carddesk?: Transport;
  }
}
