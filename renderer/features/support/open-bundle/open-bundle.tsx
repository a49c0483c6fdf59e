import { useState, type ReactNode } from "react";
import { fail, ok, operatorError, type OperatorError, type Result } from "#shared/errors.ts";
import { bundlePiece, largestBundle } from "#shared/ipc/replay.ts";
import type { Client } from "#shared/ipc/types.ts";
import { Confirm } from "../../../components/confirm.tsx";
import { FileButton } from "../../../components/file-button.tsx";
import { useCore, useDesk } from "../../../desk/desk.ts";
import { ErrorBox } from "../../../desk/error-box.tsx";
import { useWords } from "../../../desk/words.ts";
import { base64Of } from "../../../parts/base64.ts";

type Opening =
  | { readonly kind: "none" }
  | { readonly kind: "asked"; readonly file: File }
  | { readonly kind: "opening" }
  | { readonly kind: "failed"; readonly error: OperatorError };

/**
 * Opens a support bundle of another machine, which takes the place of the program; a logged-in
 * operator is asked first.
 */
export function OpenBundle(): ReactNode {
  const { client } = useDesk();
  const { say } = useWords();
  const isLoggedIn = useCore((core) => core.session.kind !== "none");
  const [opening, setOpening] = useState<Opening>({ kind: "none" });

  async function open(file: File): Promise<void> {
    setOpening({ kind: "opening" });
    const sent = await handOver(client, file);
    // On success the page is reloaded.
    if (!sent.ok) setOpening({ kind: "failed", error: sent.error });
  }

  function chosen(file: File): void {
    if (isLoggedIn) setOpening({ kind: "asked", file });
    else void open(file);
  }

  return (
    <section className="stack">
      <h2>{say("replay.openTitle")}</h2>
      <p>{say("replay.openText")}</p>
      <div className="buttons">
        <FileButton
          label={say("replay.open")}
          field={say("replay.openFile")}
          accept=".zip,application/zip"
          isPending={opening.kind === "opening"}
          onChoose={chosen}
        />
        <output>{opening.kind === "opening" ? say("replay.opening") : ""}</output>
      </div>
      {opening.kind === "failed" ? <ErrorBox error={opening.error} /> : null}
      {opening.kind === "asked" ? (
        <Confirm
          title={say("replay.openAsk")}
          text={say("replay.openAskText")}
          yes={say("replay.openYes")}
          no={say("app.stay")}
          onYes={() => void open(opening.file)}
          onNo={() => setOpening({ kind: "none" })}
        />
      ) : null}
    </section>
  );
}

/** Hands a file to the program piece by piece; does not read one that is larger than any bundle. */
async function handOver({ replay }: Client, file: File): Promise<Result<null>> {
  if (file.size > largestBundle) return fail(operatorError("bundle-too-large"));
  const transfer = crypto.randomUUID();
  let at = 0;
  do {
    const bytes = await read(file.slice(at, at + bundlePiece));
    if (bytes === null) return fail(operatorError("bundle-unreadable", { reason: "missing" }));
    const answer = await replay.receive({
      transfer,
      at,
      bytes: base64Of(bytes),
      last: at + bundlePiece >= file.size,
    });
    if (!answer.ok) return answer;
    at += bundlePiece;
  } while (at < file.size);
  return ok(null);
}

/** Returns the bytes, null if the file is gone or may not be read. */
async function read(part: Blob): Promise<Uint8Array | null> {
  try {
    return new Uint8Array(await part.arrayBuffer());
  } catch {
    return null;
  }
}
