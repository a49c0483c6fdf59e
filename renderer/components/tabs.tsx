import "./tabs.css";
import { useId, type ReactNode } from "react";
import { Tab, TabList, TabPanel, Tabs as AriaTabs } from "react-aria-components/Tabs";

export interface TabItem {
  readonly id: string;
  readonly title: string;
  /** Number of items in the tab; hidden while it is not known. */
  readonly count?: number | undefined;
  readonly content: ReactNode;
}

interface TabsProps {
  /** Names the list of tabs. */
  readonly label: string;
  readonly items: readonly TabItem[];
  readonly selected: string;
  readonly onSelect: (id: string) => void;
}

/**
 * Tabs with counts; arrow keys move between them, and only the chosen one is in the page. The title
 * alone is the accessible name of a tab; the count is its description.
 */
export function Tabs({ label, items, selected, onSelect }: TabsProps): ReactNode {
  const base = useId();
  return (
    <AriaTabs className="tabs" selectedKey={selected} onSelectionChange={(id) => onSelect(String(id))}>
      <TabList aria-label={label} className="tab-list">
        {items.map(({ id, title, count }) => (
          <Tab key={id} id={id} className="tab" aria-label={title} aria-describedby={`${base}-${id}`}>
            {title}
            <span id={`${base}-${id}`} className="tab-count">
              {count}
            </span>
          </Tab>
        ))}
      </TabList>
      {items.map(({ id, content }) => (
        <TabPanel key={id} id={id} className="tab-panel">
          {content}
        </TabPanel>
      ))}
    </AriaTabs>
  );
}
