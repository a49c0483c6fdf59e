import "./about.css";
import { useEffect, useState, type ReactNode } from "react";
import type { Result } from "#shared/errors.ts";
import { Button } from "../../components/button.tsx";
import { Dialog } from "../../components/dialog.tsx";
import { Mark } from "../../components/mark.tsx";
import { Tabs } from "../../components/tabs.tsx";
import { useCore, useDesk } from "../../desk/desk.ts";
import { ErrorBox } from "../../desk/error-box.tsx";
import { useWords } from "../../desk/words.ts";
import { CopyTextButton } from "../../parts/copy-text-button.tsx";
import type { AboutProgram } from "#shared/ipc/about.ts";
import { factsOf, factsText, type Fact } from "./facts.ts";
import { Licences } from "./licences.tsx";

/** What this program is, what is in it, and how it is updated. */
export function AboutDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const { client } = useDesk();
  const words = useWords();
  const { say } = words;
  const [tab, setTab] = useState("program");
  const [about, setAbout] = useState<Result<AboutProgram> | null>(null);
  const info = useCore((core) => core.info);
  const environments = useCore((core) => core.environments);
  const connection = useCore((core) => core.connection);
  const session = useCore((core) => core.session);
  const facts = about?.ok === true ? factsOf(about.value, { info, environments, connection, session }, words) : [];

  useEffect(() => {
    let isWanted = true;
    async function read(): Promise<void> {
      const answer = await client.app.about();
      if (isWanted) setAbout(answer);
    }
    void read();
    return () => void (isWanted = false);
  }, [client]);

  return (
    <Dialog
      title={say("about.title")}
      lead={<Mark />}
      size="large"
      onEscape={onClose}
      footer={
        <>
          <span className="dialog-apart">
            {facts.length === 0 ? null : (
              <CopyTextButton text={factsText(say("app.name"), facts)} label={say("about.copy")} />
            )}
          </span>
          <Button kind="primary" onPress={onClose}>
            {say("app.close")}
          </Button>
        </>
      }
    >
      <Tabs
        label={say("about.title")}
        selected={tab}
        onSelect={setTab}
        items={[
          {
            id: "program",
            title: say("about.program"),
            content: about?.ok === false ? <ErrorBox error={about.error} /> : <Program facts={facts} />,
          },
          { id: "licences", title: say("about.licences"), content: <Licences /> },
        ]}
      />
    </Dialog>
  );
}

function Program({ facts }: { readonly facts: readonly Fact[] }): ReactNode {
  const { say } = useWords();
  return (
    <div className="about">
      <dl className="about-facts">
        {facts.map(({ name, values }) => (
          <div key={name} className="about-fact">
            <dt>{name}</dt>
            {values.map((value) => (
              <dd key={value}>{value}</dd>
            ))}
          </div>
        ))}
      </dl>
      <section>
        <h3>{say("about.updates")}</h3>
        <p>{say("about.updatesText")}</p>
      </section>
    </div>
  );
}
