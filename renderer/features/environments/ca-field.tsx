import { useId, useState, type ReactNode } from "react";
import { Button } from "../../components/button.tsx";
import { FileButton } from "../../components/file-button.tsx";
import { FieldFault, notesOf } from "../../components/text-field.tsx";
import { certificatesOfPem } from "#shared/pem.ts";
import { useWords } from "../../desk/words.ts";
import type { Typed } from "./typed.ts";

/** Largest file that is read, in bytes; a file of certificate authorities is much smaller. */
const largestFile = 1_000_000;

interface CaFieldProps {
  /** Null: only the authorities that the system trusts. */
  readonly ca: Typed["ca"];
  readonly onChange: (ca: Typed["ca"]) => void;
  readonly fault: string | null;
}

/** The certificate authorities of the site, read from a PEM file. */
export function CaField({ ca, onChange, fault }: CaFieldProps): ReactNode {
  const { say } = useWords();
  const id = useId();
  const [isOther, setOther] = useState(false);
  const wrong = isOther ? say("environments.fault.ca") : fault;

  async function choose(file: File): Promise<void> {
    const certificates = file.size > largestFile ? [] : certificatesOfPem(await textOf(file));
    setOther(certificates.length === 0);
    if (certificates.length > 0) onChange(certificates);
  }

  return (
    <fieldset className="field choice-group" aria-describedby={notesOf(id, { fault: wrong })}>
      <legend className="field-label">{say("environments.ca")}</legend>
      <div className="buttons">
        <output>
          {ca === null ? say("environments.caSystem") : say("environments.caCount", { count: ca.length })}
        </output>
        <FileButton
          label={say("environments.caChoose")}
          field={say("environments.caFile")}
          accept=".pem,.crt,.cer"
          onChoose={(file) => void choose(file)}
        />
        {ca === null ? null : (
          <Button kind="quiet" onPress={() => onChange(null)}>
            {say("environments.caRemove")}
          </Button>
        )}
      </div>
      {wrong === null ? null : <FieldFault id={`${id}-fault`} text={wrong} />}
    </fieldset>
  );
}

/** Returns the text of a file, empty if the file is gone or may not be read. */
async function textOf(file: File): Promise<string> {
  try {
    return await file.text();
  } catch {
    return "";
  }
}
