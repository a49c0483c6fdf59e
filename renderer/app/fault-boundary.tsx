import { Component, type ReactNode } from "react";
import { operatorError, type OperatorError } from "#shared/errors.ts";
import { Button } from "../components/button.tsx";
import { ErrorBox } from "../desk/error-box.tsx";
import { useWords } from "../desk/words.ts";

interface State {
  readonly error: OperatorError | null;
}

/**
 * Catches the defect of a screen: the operator gets an explanation and a way on, not a blank page.
 */
export class FaultBoundary extends Component<{ readonly children: ReactNode }, State> {
  override readonly state: State = { error: null };

  static getDerivedStateFromError(fault: unknown): State {
    // Only the name: the message of a fault may quote the screen.
    return { error: operatorError("client-fault", {}, `page: ${fault instanceof Error ? fault.name : "fault"}`) };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === null) return this.props.children;
    return <Fault error={error} onRetry={() => this.setState({ error: null })} />;
  }
}

function Fault({ error, onRetry }: { readonly error: OperatorError; readonly onRetry: () => void }): ReactNode {
  const { say } = useWords();
  return (
    <main className="login">
      <div className="panel login-panel">
        <ErrorBox error={error}>
          <Button kind="primary" onPress={onRetry}>
            {say("app.retry")}
          </Button>
        </ErrorBox>
      </div>
    </main>
  );
}
