import type { ReactNode } from "react";
import type { OperatorError } from "#shared/errors.ts";
import { languages } from "#shared/ipc/app.ts";
import { Button } from "../components/button.tsx";
import { ErrorBox } from "../desk/error-box.tsx";
import catalogues from "virtual:catalogues";
import { createWords, WordsProvider } from "../desk/words.ts";

interface StartFailedProps {
  readonly error: OperatorError;
  readonly onRetry: () => void;
}

/** Shown if there is no core. Even the language is unknown then, so it is that of the browser. */
export function StartFailed({ error, onRetry }: StartFailedProps): ReactNode {
  const language = languages.find((known) => navigator.language.startsWith(known)) ?? "en";
  const words = createWords(language, catalogues[language]);
  return (
    <WordsProvider value={words}>
      <main className="login">
        <div className="panel login-panel">
          <h1>{words.say("app.startFailed")}</h1>
          <ErrorBox error={error}>
            <Button kind="primary" onPress={onRetry}>
              {words.say("app.retry")}
            </Button>
          </ErrorBox>
        </div>
      </main>
    </WordsProvider>
  );
}
