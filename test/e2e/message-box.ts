import type { ElectronApplication } from "@playwright/test";

/** The texts of the message boxes shown since then. */
export interface Boxes {
  messages(): Promise<readonly string[]>;
}

/**
 * Answers every further message box of the program with the button at this index, instead of the
 * operator.
 */
export async function answerBoxes(program: ElectronApplication, response: number): Promise<Boxes> {
  const said = await program.evaluateHandle(({ dialog }, button) => {
    const messages: string[] = [];
    Object.assign(dialog, {
      async showMessageBox(_window: unknown, { message }: { readonly message: string }) {
        // An operator cannot answer a box before Electron has handled the event that opened it.
        await new Promise((resolve) => setTimeout(resolve, 50));
        messages.push(message);
        return { response: button, checkboxChecked: false };
      },
    });
    return messages;
  }, response);
  return { messages: () => said.jsonValue() };
}
