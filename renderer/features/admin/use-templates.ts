import { useCallback, useEffect, useRef, useState } from "react";
import type { OperatorError } from "#shared/errors.ts";
import type { Template, TemplateSummary } from "#shared/idm/template.ts";
import { onSessionBack } from "../../desk/core-state.ts";
import { useDesk } from "../../desk/desk.ts";

type Templates =
  | { readonly kind: "reading" }
  | { readonly kind: "failed"; readonly error: OperatorError }
  | { readonly kind: "read"; readonly list: readonly TemplateSummary[] };

interface TemplatesReading {
  readonly templates: Templates;
  /** The core templates whose contents were read so far, by id. */
  readonly contents: ReadonlyMap<string, Template>;
  readonly readAgain: () => void;
}

/** Reads the core templates, then the contents of each if `showsContents`. */
export function useTemplates(showsContents: boolean): TemplatesReading {
  const { client, core } = useDesk();
  const [templates, setTemplates] = useState<Templates>({ kind: "reading" });
  const [contents, setContents] = useState<ReadonlyMap<string, Template>>(new Map());
  const newest = useRef(0);

  const read = useCallback(async () => {
    const mine = ++newest.current;
    const answer = await client.admin.coreTemplates();
    if (mine !== newest.current) return;
    if (!answer.ok) return setTemplates({ kind: "failed", error: answer.error });
    setTemplates({ kind: "read", list: answer.value });
    if (!showsContents) return;
    const all = await Promise.all(answer.value.map(({ id }) => client.admin.coreTemplate({ id })));
    if (mine !== newest.current) return;
    setContents(new Map(all.flatMap((each) => (each.ok ? [[each.value.id, each.value] as const] : []))));
  }, [client, showsContents]);

  useEffect(() => {
    const again = (): void => void read();
    again();
    const ends = [onSessionBack(core, again), client.objects.onAllChanged(again)];
    return () => {
      newest.current += 1;
      for (const end of ends) end();
    };
  }, [client, core, read]);

  return { templates, contents, readAgain: () => void read() };
}
