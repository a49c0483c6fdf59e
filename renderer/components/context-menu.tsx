import "./context-menu.css";
import { useRef, type ReactNode } from "react";
import { Menu, MenuItem } from "react-aria-components/Menu";
import { Popover } from "react-aria-components/Popover";

interface ContextMenuProps {
  readonly label: string;
  /** Position in pixels of the window. */
  readonly at: { readonly x: number; readonly y: number };
  readonly items: readonly { readonly label: string; readonly run: () => void }[];
  readonly onClose: () => void;
}

/** A menu that the operator opened takes the focus. */
const focused = { autoFocus: "first" } as const;

/** A menu at a position of the window; when it closes, the focus returns. */
export function ContextMenu({ label, at, items, onClose }: ContextMenuProps): ReactNode {
  const anchor = useRef<HTMLSpanElement>(null);
  return (
    <>
      <span ref={anchor} className="context-menu-anchor" style={{ left: at.x, top: at.y }} />
      <Popover
        className="popover context-menu"
        triggerRef={anchor}
        placement="bottom start"
        offset={0}
        isOpen
        onOpenChange={(isOpen) => isOpen || onClose()}
      >
        <Menu aria-label={label} className="context-menu-items" {...focused} onClose={onClose}>
          {items.map((item) => (
            <MenuItem key={item.label} className="context-menu-item" onAction={item.run}>
              {item.label}
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </>
  );
}
