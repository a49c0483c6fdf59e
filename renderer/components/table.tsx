import "./table.css";
import { useCallback, useState, type ReactNode } from "react";

interface TableProps {
  /** Id of the heading that names the table. */
  readonly labelledBy: string;
  readonly children: ReactNode;
}

/** A table that scrolls sideways if it is too wide, also by keyboard. */
export function Table({ labelledBy, children }: TableProps): ReactNode {
  const [overflows, setOverflows] = useState(false);
  const watch = useCallback((box: HTMLDivElement | null) => {
    if (box === null) return undefined;
    const observer = new ResizeObserver(() => setOverflows(box.scrollWidth > box.clientWidth));
    observer.observe(box);
    for (const child of box.children) observer.observe(child);
    return () => observer.disconnect();
  }, []);
  return (
    <div
      ref={watch}
      className="table-scroll"
      {...(overflows ? { role: "group", tabIndex: 0, "aria-labelledby": labelledBy } : {})}
    >
      <table className="table" aria-labelledby={labelledBy}>
        {children}
      </table>
    </div>
  );
}
