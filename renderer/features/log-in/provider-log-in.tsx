import { useEffect, useRef, type ReactNode } from "react";
import { useDesk } from "../../desk/desk.ts";
import { ErrorLine } from "../../desk/error-box.tsx";
import { useCommand } from "../../desk/use-command.ts";
import { useWords } from "../../desk/words.ts";
import { Button } from "../../components/button.tsx";

interface ProviderLogInProps {
  /** The provider, as the back end calls it. */
  readonly name: string;
  /** The back end prefers this way to log in: it has the focus. */
  readonly isFirst: boolean;
}

/** Log-in in the system's browser, which this window waits for. */
export function ProviderLogIn({ name, isFirst }: ProviderLogInProps): ReactNode {
  const { client } = useDesk();
  const { say } = useWords();
  const { run, isRunning, refused } = useCommand();
  const stop = useCommand();
  const place = useRef<HTMLDivElement>(null);

  const wasRunning = useRef(false);

  // The pressed button is replaced by its opposite: move the focus there.
  useEffect(() => {
    if (isFirst || isRunning || wasRunning.current) place.current?.querySelector("button")?.focus();
    wasRunning.current = isRunning;
  }, [isFirst, isRunning]);

  return (
    <div className="stack login-provider" ref={place}>
      <output>{isRunning ? say("login.inBrowser") : ""}</output>
      {refused === null || refused.code === "log-in-cancelled" ? null : <ErrorLine error={refused} />}
      {stop.refused === null ? null : <ErrorLine error={stop.refused} />}
      {isRunning ? (
        <Button key="cancel" onPress={() => void stop.run(client.session.cancelLogIn)}>
          {say("login.stopWaiting")}
        </Button>
      ) : (
        <Button
          key="start"
          kind={isFirst ? "primary" : "plain"}
          onPress={() => void run(client.session.logInWithProvider)}
        >
          {say("login.withProvider", { name })}
        </Button>
      )}
    </div>
  );
}
