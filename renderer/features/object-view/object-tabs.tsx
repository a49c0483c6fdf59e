import { useState, type ReactNode } from "react";
import type { IdmObject, ProcessOffer } from "#shared/idm/object.ts";
import { useWords } from "../../desk/words.ts";
import { Tabs, type TabItem } from "../../components/tabs.tsx";
import { Certificates } from "./certificates.tsx";
import { CertificateStates } from "./certificate-states.tsx";
import { Fields } from "./fields.tsx";
import { History } from "./history/history.tsx";
import type { ObjectHistory } from "./history/history-store.ts";
import { ownCertificate } from "./own-certificate.ts";
import { Related } from "./related.tsx";
import { StateDiagram } from "./state-diagram/state-diagram.tsx";

interface ObjectTabsProps {
  readonly object: IdmObject;
  readonly processes: readonly ProcessOffer[];
  readonly history: ObjectHistory;
}

/**
 * The parts of an object, a tab for each kind. The first tab that is not empty is shown until
 * another is chosen, and that one stays when the object is read again.
 */
export function ObjectTabs({ object, processes, history }: ObjectTabsProps): ReactNode {
  const { say } = useWords();
  const [chosen, setChosen] = useState<string | null>(null);
  const { certificates, related, fields } = object;
  const own = ownCertificate(object);
  const details = {
    id: "details",
    title: say("object.details"),
    content: (
      <>
        {own === null ? null : <CertificateStates certificate={own} history={history.entries ?? []} />}
        <Fields fields={fields} />
      </>
    ),
  };
  const items: TabItem[] = [
    ...(own === null
      ? [
          {
            id: "certificates",
            title: say("object.certificates"),
            count: certificates.length,
            content: <Certificates certificates={certificates} history={history.entries ?? []} />,
          },
        ]
      : [details]),
    {
      id: "history",
      title: say("history.title"),
      count: history.next === null ? history.entries?.length : undefined,
      content: <History object={object.ref} history={history} />,
    },
    { id: "life", title: say("graph.title"), content: <StateDiagram object={object} processes={processes} /> },
    {
      id: "related",
      title: say("object.related"),
      count: related.length,
      content: <Related related={related} title={say("object.related")} />,
    },
    ...(own === null ? [details] : []),
  ];
  const preset =
    own !== null ? "details" : certificates.length > 0 ? "certificates" : related.length > 0 ? "related" : "details";
  return <Tabs label={say("object.tabs")} items={items} selected={chosen ?? preset} onSelect={setChosen} />;
}
