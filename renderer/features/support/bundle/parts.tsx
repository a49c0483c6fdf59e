import { useId, type ReactNode, type Ref } from "react";
import { useStore } from "zustand";
import type { MadePart, Preview } from "#shared/ipc/bundle.ts";
import { useDesk } from "../../../desk/desk.ts";
import { useWords } from "../../../desk/words.ts";
import { bundleStore } from "./bundle-store.ts";
import { LookInside } from "./look-inside.tsx";
import { partNames } from "./part-names.ts";
import { sizeText } from "./size-text.ts";

interface PartsProps {
  readonly preview: Preview;
  readonly heading: Ref<HTMLHeadingElement>;
}

/** The parts of the bundle: all but the manifest can be looked into and left out. */
export function Parts({ preview, heading }: PartsProps): ReactNode {
  const { say } = useWords();
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <h2 id={id} ref={heading} tabIndex={-1} className="focused-heading">
        {say("bundle.parts")}
      </h2>
      <p className="quiet">{say("bundle.partsHint")}</p>
      <ul className="bundle-parts" aria-labelledby={id}>
        {preview.parts.map(({ name, bytes }) => (
          <Part key={name} preview={preview.id} name={name} bytes={bytes} />
        ))}
        <li className="bundle-part">
          <label className="bundle-name">
            <input type="checkbox" checked disabled readOnly aria-describedby={`${id}-manifest`} />
            {say("bundle.part.manifest")}
          </label>
          <p id={`${id}-manifest`} className="bundle-about">
            {say("bundle.about.manifest")}
          </p>
        </li>
      </ul>
    </section>
  );
}

interface PartProps {
  readonly preview: string;
  readonly name: MadePart;
  readonly bytes: number;
}

function Part({ preview, name, bytes }: PartProps): ReactNode {
  const desk = useDesk();
  const { say, locale } = useWords();
  const { leftOut, choose } = useStore(bundleStore(desk));
  const id = useId();
  const key = partNames[name];
  const title = say(`bundle.part.${key}`);
  return (
    <li className="bundle-part">
      <label className="bundle-name">
        <input type="checkbox" checked={!leftOut.includes(name)} aria-describedby={id} onChange={() => choose(name)} />
        {title}
      </label>
      <span className="bundle-size">{sizeText(bytes, locale)}</span>
      <p id={id} className="bundle-about">
        {say(`bundle.about.${key}`)}
      </p>
      <LookInside preview={preview} name={name} title={title} />
    </li>
  );
}
