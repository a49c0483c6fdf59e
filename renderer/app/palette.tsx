import "./palette.css";
import type { ReactNode } from "react";
import { Autocomplete, useFilter } from "react-aria-components/Autocomplete";
import { Header } from "react-aria-components/Header";
import { Menu, MenuItem, MenuSection } from "react-aria-components/Menu";
import { Input, SearchField } from "react-aria-components/SearchField";
import { Dialog } from "../components/dialog.tsx";
import { KeysShown } from "../desk/keys-shown.tsx";
import { useWords } from "../desk/words.ts";

/** An action of the palette. */
interface PaletteItem {
  readonly id: string;
  readonly title: string;
  /** Shown beside the title and searched as well, such as the person of a card. */
  readonly note: string | null;
  /** Its published key. */
  readonly keys: readonly string[] | null;
  readonly run: () => void;
}

/** Items that belong together, under their title. */
interface PaletteSection {
  readonly title: string;
  readonly items: readonly PaletteItem[];
}

interface PaletteProps {
  readonly sections: readonly PaletteSection[];
  readonly onClose: () => void;
}

/** Finds every action that is available from anywhere, by a part of its name. */
export function Palette({ sections, onClose }: PaletteProps): ReactNode {
  const { say } = useWords();
  const { contains } = useFilter({ sensitivity: "base" });

  function run(id: string): void {
    onClose();
    sections
      .flatMap(({ items }) => items)
      .find((item) => item.id === id)
      ?.run();
  }

  return (
    <Dialog title={say("palette.title")} onEscape={onClose}>
      <Autocomplete filter={contains}>
        {/* Focused, because the operator types next. */}
        <SearchField aria-label={say("palette.field")} className="palette-field">
          <Input ref={focus} className="field-input" placeholder={say("palette.field")} />
        </SearchField>
        <Menu
          aria-label={say("palette.title")}
          className="palette-list"
          onAction={(id) => run(String(id))}
          renderEmptyState={() => <p className="quiet palette-empty">{say("palette.nothing")}</p>}
        >
          {sections
            .filter(({ items }) => items.length > 0)
            .map(({ title, items }) => (
              <MenuSection key={title} id={title} className="palette-section">
                <Header className="palette-title">{title}</Header>
                {items.map(({ id, title, note, keys }) => (
                  <MenuItem key={id} id={id} textValue={`${title} ${note ?? ""}`} className="palette-item">
                    <span>{title}</span>
                    {note === null ? null : <span className="quiet">{note}</span>}
                    {keys === null ? null : <KeysShown className="palette-keys" keys={keys} />}
                  </MenuItem>
                ))}
              </MenuSection>
            ))}
        </Menu>
      </Autocomplete>
    </Dialog>
  );
}

function focus(input: HTMLInputElement | null): void {
  input?.focus();
}
