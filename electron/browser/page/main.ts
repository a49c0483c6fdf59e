import { z } from "zod";
import { createTransport } from "./transport.ts";

// Otherwise zod tries whether it may compile code, which the content security policy refuses and reports.
z.config({ jitless: true });

/** Runs before the page's own bundle, which finds the transport as `window.carddesk` in both shells. */
Object.assign(window, { carddesk: createTransport(() => new WebSocket(`ws://${window.location.host}/socket`)) });
