import type { Transport } from "#shared/ipc/messages.ts";

declare global {
  interface Window {
    /** The transport to the core, set by the shell before this page's script runs. */
    readonly carddesk?: Transport;
    /** Trusted Types (W3C), as far as the page uses them; Firefox and Safari may not have them. */
    readonly trustedTypes?: {
      createPolicy(name: string, rules: { createHTML(html: string): string }): unknown;
    };
  }
}
