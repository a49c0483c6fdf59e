import { setTimeout as sleep } from "node:timers/promises";
import { simulatedReaderSchema, type SimulatedReader } from "#shared/sandbox.ts";
import { contentOf, sandboxCardSchema } from "./content.ts";
import { pivCard } from "./piv-card.ts";
import type { SimulatedService } from "./simulated-reader.ts";
import { plugIn, type PluggedCard } from "./vpcd.ts";

/** Milliseconds between two requests to the sandbox. */
const interval = 500;

/**
 * Keeps the simulated service in the state that the scenario of the sandbox requires, for as long
 * as the process lives. While the sandbox does not answer, the state does not change.
 */
export async function followSandbox(sandbox: string, service: SimulatedService): Promise<never> {
  let shown = 0;
  let plugged: PluggedCard | null = null;

  async function show({ service: state, card }: SimulatedReader): Promise<void> {
    plugged?.pullOut();
    await plugged?.out;
    plugged = null;
    service.set(state);
    if (card === null) return;
    const content = sandboxCardSchema.parse(await read(`/sandbox/virtual-cards/${encodeURIComponent(card.number)}`));
    plugged = await plugIn(pivCard(contentOf({ ...content, pin: card.pin })), service.port);
  }

  async function read(path: string): Promise<unknown> {
    const response = await fetch(new URL(path, sandbox));
    return response.json();
  }

  for (;;) {
    try {
      const wanted = simulatedReaderSchema.parse(await read("/sandbox/reader"));
      if (wanted.revision !== shown) await show(wanted);
      shown = wanted.revision;
    } catch {
      // The next round retries.
    }
    await sleep(interval);
  }
}
