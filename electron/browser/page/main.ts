import { pageKeys } from "./keys.ts";
import { createTransport } from "./transport.ts";

/**
 * Runs before the page's own bundle, which finds the transport as `window.carddesk` in both shells.
 */
const keys = pageKeys(window);
const open = (): WebSocket => new WebSocket(`ws://${window.location.host}/socket`, keys.protocols());
Object.assign(window, { carddesk: createTransport(open, keys, () => window.location.reload()) });
