import { useId, type ReactNode } from "react";
import { Button as AriaButton } from "react-aria-components/Button";
import { useWords } from "../../desk/words.ts";
import { Avatar } from "../../components/avatar.tsx";

/** The operators of the sandbox, and the password of all of them: both are public. */
export const sandboxAccounts = [
  { account: "vscmanager", name: "Vera Cardell", does: "login.asManager" },
  { account: "helpdesk", name: "Hedvig Pesk", does: "login.asHelpdesk" },
  { account: "officer", name: "Oskar Fichet", does: "login.asOfficer" },
  { account: "approver", name: "Aprilia Provera", does: "login.asApprover" },
  { account: "admin", name: "Adam Minkowski", does: "login.asAdmin" },
] as const;
export const sandboxPassword = "sandbox";

interface SandboxAccountsProps {
  readonly isBusy: boolean;
  readonly onChoose: (account: string) => void;
}

/** Offers the accounts of the sandbox, each with what its operator does; a press logs in. */
export function SandboxAccounts({ isBusy, onChoose }: SandboxAccountsProps): ReactNode {
  const { say } = useWords();
  const id = useId();
  return (
    <section className="login-accounts" aria-labelledby={id}>
      <h2 id={id}>{say("login.tryAs")}</h2>
      <ul>
        {sandboxAccounts.map(({ account, name, does }) => (
          <li key={account}>
            <AriaButton
              className="login-account"
              aria-disabled={isBusy}
              aria-labelledby={`${id}-${account}`}
              onPress={() => isBusy || onChoose(account)}
            >
              <Avatar name={name} />
              <span id={`${id}-${account}`}>
                <strong>{name}</strong> <span className="quiet">{say(does)}</span>
              </span>
            </AriaButton>
          </li>
        ))}
      </ul>
    </section>
  );
}
