import "./certificate-file.css";
import type { ReactNode, Ref } from "react";
import { FileButton } from "../../components/file-button.tsx";
import { useWords } from "../../desk/words.ts";

interface FileChoiceProps {
  readonly ref: Ref<HTMLDivElement>;
  readonly file: File | null;
  readonly onChange: (file: File) => void;
}

/** A button that chooses a PKCS#12 file, with the name of the chosen one. */
export function FileChoice({ ref, file, onChange }: FileChoiceProps): ReactNode {
  const { say } = useWords();
  return (
    <div className="certificate-file" ref={ref}>
      <FileButton
        label={say("login.certificate.choose")}
        field={say("login.certificate.file")}
        accept=".p12,.pfx,application/x-pkcs12"
        onChoose={onChange}
      />
      <output dir="auto">{file === null ? say("login.certificate.none") : file.name}</output>
    </div>
  );
}

/**
 * Reads the content as Base64, again at each call: the page keeps a reference to the file, never
 * its content.
 */
export function contentOf(file: File): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const reader = new FileReader();
  reader.addEventListener("load", () => {
    const { result } = reader;
    resolve(typeof result === "string" ? (result.split(",")[1] ?? "") : "");
  });
  // An unreadable file yields an empty text, which is not a certificate.
  reader.addEventListener("error", () => resolve(""));
  reader.readAsDataURL(file);
  return promise;
}
