import { useEffect, useState, type ReactNode } from "react";
import type { Result } from "#shared/errors.ts";
import type { Licence } from "#shared/ipc/about.ts";
import { Disclosure } from "../../components/disclosure.tsx";
import { useCore, useDesk } from "../../desk/desk.ts";
import { ErrorBox } from "../../desk/error-box.tsx";
import { useWords } from "../../desk/words.ts";

/** The third-party code in the program, each package with the text of its licence. */
export function Licences(): ReactNode {
  const { client } = useDesk();
  const { say } = useWords();
  const shell = useCore((core) => core.info.shell);
  const [licences, setLicences] = useState<Result<Licence[]> | null>(null);

  useEffect(() => {
    let isWanted = true;
    async function read(): Promise<void> {
      const answer = await client.app.licences();
      if (isWanted) setLicences(answer);
    }
    void read();
    return () => void (isWanted = false);
  }, [client]);

  if (licences === null) return <p className="quiet">{say("app.loading")}</p>;
  if (!licences.ok) return <ErrorBox error={licences.error} />;
  return (
    <div className="about">
      <p>{say("about.licencesText")}</p>
      {shell === "electron" ? <p>{say("about.licencesElectron")}</p> : null}
      <ul className="licences">
        {licences.value.map(({ name, version, license, text }) => (
          <li key={`${name} ${version}`}>
            <Disclosure title={`${name} ${version} · ${license}`}>
              <pre className="licence">{text}</pre>
            </Disclosure>
          </li>
        ))}
      </ul>
    </div>
  );
}
