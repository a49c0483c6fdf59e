import { useCallback, useEffect, useMemo, useState, type ReactNode } from "react";
import { I18nProvider } from "react-aria-components/I18nProvider";
import { assertNever } from "#shared/domain/assert-never.ts";
import { useStore, type StoreApi } from "zustand";
import { AboutDialog } from "../features/about/about-dialog.tsx";
import { ExpiredDialog, LockedScreen } from "../features/log-in/log-in-screen.tsx";
import type { Replay } from "../features/replay/open-replay.ts";
import { ReplayBar } from "../features/replay/replay-bar.tsx";
import { reachedBy, type Environment } from "#shared/ipc/environments.ts";
import type { ErrorCode } from "#shared/errors.ts";
import { AboutProvider } from "../desk/about-link.ts";
import { CatalogueProvider } from "../desk/catalogue-link.ts";
import { DeskProvider, useCore, useDesk, type Desk } from "../desk/desk.ts";
import { FaultBoundary } from "./fault-boundary.tsx";
import { useIdleLock } from "./idle.ts";
import { languageOf } from "#shared/language-of.ts";
import { isPseudo, localeOf } from "../desk/language.ts";
import { Layout } from "./layout.tsx";
import catalogues from "virtual:catalogues";
import { pseudo } from "./messages/pseudo.ts";
import { BeforeLogIn } from "./before-log-in.tsx";
import { createWords, useWords, WordsProvider } from "../desk/words.ts";

interface AppProps {
  readonly desks: StoreApi<Desk>;
  /** Null if the program has a core. */
  readonly replay: Replay | null;
}

/**
 * The page in the language and theme of the settings: the log-in, the locked screen or the work.
 */
export function App({ desks, replay }: AppProps): ReactNode {
  const desk = useStore(desks);
  const { info, settings, environments } = useStore(desk.core);
  const [opened] = useState(() => reachedBy(environments.current));
  const language = languageOf(settings, info);
  const locale = localeOf(language, settings, info);
  const isUnspoken = isPseudo(settings, info);
  const words = useMemo(() => {
    const catalogue = catalogues[language];
    return createWords(locale, isUnspoken ? pseudo(catalogue) : catalogue);
  }, [locale, language, isUnspoken]);

  useEffect(() => {
    document.documentElement.lang = language;
    document.documentElement.dataset["theme"] = settings.theme;
    document.documentElement.dataset["density"] = settings.density;
  }, [language, settings.theme, settings.density]);

  return (
    <DeskProvider value={desk}>
      <WordsProvider value={words}>
        <I18nProvider locale={locale}>
          {replay === null ? null : <ReplayBar replay={replay} />}
          {/*
           * Remounted for each operator: nothing on screen, and no fault, outlives its operator.
           */}
          <FaultBoundary key={desk.operator}>
            {reachedBy(environments.current) === opened ? <BySession /> : <Going to={environments.current} />}
          </FaultBoundary>
        </I18nProvider>
      </WordsProvider>
    </DeskProvider>
  );
}

/** Shown while another environment is opened, until the page reloads; takes no input. */
function Going({ to }: { readonly to: Environment | null }): ReactNode {
  const { say } = useWords();
  return (
    <main className="login">
      <output className="quiet">{say("environments.going", { name: to?.name ?? say("app.name") })}</output>
    </main>
  );
}

function BySession(): ReactNode {
  const { navigation } = useDesk();
  const route = useStore(navigation, (state) => state.route);
  const session = useCore((core) => core.session);
  const isIdle = useIdleLock();
  const openCatalogue = useCallback(
    (code: ErrorCode) => navigation.getState().go({ screen: "support", tab: "errors", code }),
    [navigation],
  );
  if (session.kind !== "none" && isIdle) return <LockedScreen before={session} />;
  switch (session.kind) {
    case "none":
      return (
        <CatalogueProvider value={openCatalogue}>
          <WithAbout>
            <BeforeLogIn route={route} />
          </WithAbout>
        </CatalogueProvider>
      );
    case "locked":
      return <LockedScreen before={session} />;
    case "active":
    case "expired":
      return (
        <>
          <CatalogueProvider value={openCatalogue}>
            <WithAbout>
              <Layout operator={session.operator} />
            </WithAbout>
          </CatalogueProvider>
          {session.kind === "expired" ? <ExpiredDialog before={session} /> : null}
        </>
      );
    default:
      return assertNever(session);
  }
}

/** Lets its screens open "About CardDesk", which closes with them. */
function WithAbout({ children }: { readonly children: ReactNode }): ReactNode {
  const [isOpen, setOpen] = useState(false);
  const open = useCallback(() => setOpen(true), []);
  return (
    <AboutProvider value={open}>
      {children}
      {isOpen ? <AboutDialog onClose={() => setOpen(false)} /> : null}
    </AboutProvider>
  );
}
