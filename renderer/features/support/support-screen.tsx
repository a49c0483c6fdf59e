import type { ReactNode } from "react";
import { useStore } from "zustand";
import { Screen } from "../../components/screen.tsx";
import { Tabs, type TabItem } from "../../components/tabs.tsx";
import { useCore, useDesk } from "../../desk/desk.ts";
import { supportTabs, type SupportRoute, type SupportTab } from "../../desk/navigation.ts";
import { useWords } from "../../desk/words.ts";
import { BundleTab } from "./bundle/bundle-tab.tsx";
import { ErrorCatalogue } from "./error-catalogue/error-catalogue.tsx";
import { HealthList } from "./health/health-list.tsx";
import { Scenarios } from "./scenarios/scenarios.tsx";

interface SupportScreenProps {
  readonly route: SupportRoute;
  /** Beside the heading. */
  readonly children?: ReactNode;
}

/** The screen on which an operator and support find out what happened; also before the log-in. */
export function SupportScreen({ route, children }: SupportScreenProps): ReactNode {
  const { navigation } = useDesk();
  const { say } = useWords();
  const { tab, code } = route;
  const isSandbox = useCore((core) => core.info.idm.sandbox);
  const go = useStore(navigation, (state) => state.go);
  const items: (TabItem & { readonly id: SupportTab })[] = [
    { id: "health", title: say("support.health"), content: <HealthList /> },
    { id: "bundle", title: say("bundle.tab"), content: <BundleTab /> },
    ...(isSandbox ? [{ id: "scenarios", title: say("scenarios.title"), content: <Scenarios /> } as const] : []),
    { id: "errors", title: say("support.errors"), content: <ErrorCatalogue key={code} code={code ?? null} /> },
  ];
  return (
    <Screen title={say("support.title")} actions={children}>
      <Tabs
        label={say("support.title")}
        items={items}
        selected={tab}
        onSelect={(id) => go({ screen: "support", tab: supportTabs.find((known) => known === id) ?? tab })}
      />
    </Screen>
  );
}
