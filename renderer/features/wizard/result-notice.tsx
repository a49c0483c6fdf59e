import type { ComponentProps, ReactNode } from "react";
import { FocusedHeading } from "../../components/focused-heading.tsx";
import { Notice } from "../../components/notice.tsx";

interface ResultNoticeProps extends Pick<ComponentProps<typeof Notice>, "tone" | "role"> {
  readonly title: string;
  readonly children?: ReactNode;
}

/** The result of the process as a heading that takes the focus, with its explanation below. */
export function ResultNotice({ tone, role, title, children }: ResultNoticeProps): ReactNode {
  return (
    <Notice tone={tone} {...(role === undefined ? { isPolite: true } : { role })}>
      <FocusedHeading key={title} level={3}>
        {title}
      </FocusedHeading>
      {children}
    </Notice>
  );
}
