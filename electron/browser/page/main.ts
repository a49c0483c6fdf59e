import { createTransport } from "./transport.ts";

/** Runs before the page's own bundle, which finds the transport as `window.carddesk` in both shells. */
Object.assign(window, { carddesk: createTransport(() => new WebSocket(`ws://${window.location.host}/socket`)) });
