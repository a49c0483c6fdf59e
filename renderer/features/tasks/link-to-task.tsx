import type { ReactNode } from "react";
import { Link } from "react-aria-components/Link";
import { maySee } from "#shared/domain/roles.ts";
import { useCore, useDesk } from "../../app/desk.ts";
import { useWords } from "../../app/words.ts";

/** Leads from the end of a wizard to the request that it has left, where the operator may see it. */
export function LinkToTask({ task }: { readonly task: string }): ReactNode {
  const { client, navigation } = useDesk();
  const { say } = useWords();
  const session = useCore((core) => core.session);
  if (session.kind === "none" || !maySee("tasks", session.operator.roles)) return null;

  function open(): void {
    void client.wizard.close();
    navigation.getState().go({ screen: "tasks", task });
  }

  return (
    <p>
      <Link className="link" onPress={open}>
        {say("tasks.open")}
      </Link>
    </p>
  );
}
