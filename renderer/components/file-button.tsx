import { useRef, type ReactNode } from "react";
import { Button } from "./button.tsx";

interface FileButtonProps {
  /** The text of the button. */
  readonly label: string;
  /** The accessible name of the file field behind it. */
  readonly field: string;
  /** File extensions and media types, as in the attribute `accept`. */
  readonly accept: string;
  readonly isPending?: boolean;
  readonly onChoose: (file: File) => void;
}

/** Lets the operator choose one file; the same one can be chosen again. */
export function FileButton({ label, field, accept, isPending = false, onChoose }: FileButtonProps): ReactNode {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button isPending={isPending} onPress={() => input.current?.click()}>
        {label}
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        accept={accept}
        aria-label={field}
        onChange={({ target }) => {
          const file = target.files?.[0];
          if (file !== undefined) onChoose(file);
          target.value = "";
        }}
      />
    </>
  );
}
