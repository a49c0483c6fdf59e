import { useCallback, useEffect, useRef, useState } from "react";
import type { OperatorError } from "#shared/errors.ts";
import type { BulkOptions } from "#shared/idm/bulk.ts";
import type { SearchConfiguration } from "#shared/idm/search.ts";
import { onSessionBack } from "../../desk/core-state.ts";
import { useDesk } from "../../desk/desk.ts";

/** The core templates and processes that bulk offers. */
export type Options =
  | { readonly kind: "reading" }
  | { readonly kind: "failed"; readonly error: OperatorError }
  | {
      readonly kind: "read";
      readonly configurations: readonly SearchConfiguration[];
      readonly coreTemplate: string;
      /** Null: objects of this type have no processes. */
      readonly options: BulkOptions | null;
    };

interface OptionsReading {
  readonly options: Options;
  readonly readAgain: () => void;
}

/**
 * Reads the options of a core template (null: the first that can be searched), again whenever they
 * may differ.
 */
export function useOptions(coreTemplate: string | null): OptionsReading {
  const { client, core } = useDesk();
  const [options, setOptions] = useState<Options>({ kind: "reading" });
  const newest = useRef(0);

  const read = useCallback(async () => {
    const mine = ++newest.current;
    const configurations = await client.search.configurations();
    if (mine !== newest.current) return;
    if (!configurations.ok) return setOptions({ kind: "failed", error: configurations.error });
    const chosen = coreTemplate ?? configurations.value[0]?.objectType ?? "";
    const answer = await client.bulk.options({ coreTemplate: chosen });
    if (mine !== newest.current) return;
    if (!answer.ok && answer.error.code !== "not-found") return setOptions({ kind: "failed", error: answer.error });
    const { value } = configurations;
    setOptions({ kind: "read", configurations: value, coreTemplate: chosen, options: answer.ok ? answer.value : null });
  }, [client, coreTemplate]);

  useEffect(() => {
    const again = (): void => void read();
    again();
    const ends = [client.objects.onAllChanged(again), onSessionBack(core, again)];
    return () => {
      newest.current += 1;
      for (const end of ends) end();
    };
  }, [client, core, read]);

  return { options, readAgain: () => void read() };
}
