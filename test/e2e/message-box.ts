import type { ElectronApplication } from "@playwright/test";

/** The message boxes that came since, by their sentences. */
export interface Boxes {
  messages(): Promise<readonly string[]>;
}

/**
 * Answers each message box of the program from now on with that button, counted from 0, in place of
 * the operator.
 */
export async function answerBoxes(program: ElectronApplication, response: number): Promise<Boxes> {
  const said = await program.evaluateHandle(({ dialog }, button) => {
    const messages: string[] = [];
    Object.assign(dialog, {
      async showMessageBox(_window: unknown, { message }: { readonly message: string }) {
        // Nobody answers a box before Electron has dealt with the event that asked for it.
        await new Promise((resolve) => setTimeout(resolve, 50));
        messages.push(message);
        return { response: button, checkboxChecked: false };
      },
    });
    return messages;
  }, response);
  return { messages: () => said.jsonValue() };
}
