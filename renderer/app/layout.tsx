import "./layout.css";
import { useEffect, useRef, useState, type ReactNode, type RefObject } from "react";
import { useStore } from "zustand";
import { assertNever } from "#shared/domain/assert-never.ts";
import { maySee, startArea } from "#shared/domain/roles.ts";
import type { Operator } from "#shared/idm/session.ts";
import { AdminScreen } from "../features/admin/admin-screen.tsx";
import { BulkScreen } from "../features/bulk/bulk-screen.tsx";
import { askForReader } from "../parts/card-reader/reader-seen.ts";
import { cardIn } from "../parts/card-reader/reader-status.ts";
import { EnvironmentsSection } from "../features/environments/environments-section.tsx";
import { OfflineScreen } from "../features/offline/offline-screen.tsx";
import { SupportScreen } from "../features/support/support-screen.tsx";
import { SettingsScreen } from "../features/settings/settings-screen.tsx";
import { TasksScreen } from "../features/tasks/tasks-screen.tsx";
import { WizardDialog } from "../features/wizard/wizard-dialog.tsx";
import { doneProcesses } from "../desk/done.ts";
import { useCore, useDesk } from "../desk/desk.ts";
import { Toasts } from "../desk/toasts.tsx";
import { areasOf, keysOf, starts, type FrameArea } from "./areas.ts";
import { DeskPalette } from "./desk-palette.tsx";
import { HelpDialog } from "./help-dialog.tsx";
import { LeaveQuestion } from "./leave-question.tsx";
import { Rail } from "./rail.tsx";
import { SearchAndObject } from "./search-and-object.tsx";
import { StatusBar } from "./status-bar.tsx";
import { TitleLine } from "./title-line.tsx";
import { useFocusKeeper } from "../desk/focus-keeper.ts";
import { useKeys } from "../desk/keys.ts";
import type { Route, ScreenRoute } from "../desk/navigation.ts";
import { useWords } from "../desk/words.ts";

/**
 * The frame of every screen: rail, title line, screen, status bar, dialogs over them, and the keys
 * that work everywhere.
 */
export function Layout({ operator }: { readonly operator: Operator }): ReactNode {
  const desk = useDesk();
  const { navigation, core } = desk;
  const { route: wanted, asked, go, stay, leave } = useStore(navigation);
  const isWizardClosed = useCore((core) => core.wizard.kind === "closed");
  const [dialog, setDialog] = useState<"help" | "palette" | null>(null);
  const field = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLSelectElement>(null);
  const [content, setContent] = useState<HTMLElement | null>(null);
  const route = allowed(wanted, operator.roles);

  // Creates this store at log-in, so that it misses no event; nothing is rendered from it here.
  useEffect(() => void doneProcesses(desk), [desk]);
  useTitle(route);
  useFocusKeeper();
  useFieldFocus(field, route?.screen === "search");
  useKeys("page", isWizardClosed, (key) => {
    if (key === "F1" || key === "?") setDialog("help");
    else if (key === "Ctrl+Shift+P") setDialog("palette");
    else if (key === "Alt+ArrowLeft") history.back();
    else if (key === "Alt+ArrowRight") history.forward();
    else if ((key === "Ctrl+K" || key === "/") && maySee("search", operator.roles)) goToSearch();
    else if (key === "Ctrl+J" && maySee("search", operator.roles)) goToCard();
    else if (key === "Alt+ArrowDown" && list.current !== null) openList(list.current);
    else {
      const area = areasOf(operator.roles).find((each) => keysOf[each].join("+") === key);
      if (area === undefined) return false;
      go(starts[area]);
    }
    return true;
  });

  /** If the card in the reader is not known, goes to the start, which shows why. */
  function goToCard(): void {
    askForReader(desk);
    const ref = cardIn(core.getState().reader);
    go(ref === null ? { screen: "search" } : { screen: "object", ref });
  }

  function goToSearch(): void {
    if (route?.screen !== "search") go({ screen: "search" });
    field.current?.focus();
    field.current?.select();
  }

  return (
    <div className="frame">
      <Rail operator={operator} route={route} onHelp={() => setDialog("help")} />
      <TitleLine operator={operator} field={field} list={list} />
      <main ref={setContent} id="content" className="content" tabIndex={-1}>
        <Screen route={route} place={content} />
      </main>
      <StatusBar operator={operator} route={route} />
      <Toasts />
      <WizardDialog />
      {dialog === "help" ? (
        <HelpDialog
          area={route === null ? null : areaOf(route)}
          areas={areasOf(operator.roles)}
          onClose={() => setDialog(null)}
        />
      ) : null}
      {dialog === "palette" ? (
        <DeskPalette operator={operator} onHelp={() => setDialog("help")} onClose={() => setDialog(null)} />
      ) : null}
      {asked === null ? null : <LeaveQuestion onLeave={leave} onStay={stay} />}
    </div>
  );
}

/**
 * Returns the route if the roles allow it, otherwise the start of the operator's work; null if they
 * allow nothing.
 */
function allowed(route: Route, roles: readonly string[]): ScreenRoute | null {
  if (route.screen !== "start" && areasOf(roles).includes(areaOf(route))) return route;
  const start = startArea(roles);
  return start === null ? null : starts[start];
}

/** Returns the area that a screen belongs to. */
const areaOf = ({ screen }: ScreenRoute): FrameArea => (screen === "object" ? "search" : screen);

interface ScreenProps {
  readonly route: ScreenRoute | null;
  readonly place: HTMLElement | null;
}

function Screen({ route, place }: ScreenProps): ReactNode {
  if (route === null) return <NoArea />;
  switch (route.screen) {
    case "search":
    case "object":
      return <SearchAndObject route={route} place={place} />;
    case "tasks":
      return <TasksScreen task={route.task} />;
    case "offline":
      return <OfflineScreen />;
    case "bulk":
      return <BulkScreen />;
    case "admin":
      return <AdminScreen category={route.category} template={route.template} />;
    case "support":
      return <SupportScreen route={route} />;
    case "settings":
      return <SettingsScreen environments={<EnvironmentsSection />} />;
    default:
      return assertNever(route);
  }
}

function NoArea(): ReactNode {
  const { say } = useWords();
  return (
    <div className="empty">
      <h1 className="empty-title">{say("app.noArea")}</h1>
      <p>{say("app.noAreaNext")}</p>
    </div>
  );
}

/** Focuses the field when the quick search opens. */
function useFieldFocus(field: RefObject<HTMLInputElement | null>, isSearch: boolean): void {
  useEffect(() => {
    // Typing in the field also opens the quick search; the typed text must not be selected then.
    if (!isSearch || document.activeElement === field.current) return;
    field.current?.focus();
    field.current?.select();
  }, [field, isSearch]);
}

/** Opens a drop-down list as a press on it would. */
function openList(list: HTMLSelectElement): void {
  list.focus();
  list.showPicker();
}

/**
 * Sets the window's title to the screen, never the object: titles are visible in lists of windows.
 */
function useTitle(route: ScreenRoute | null): void {
  const { say } = useWords();
  const title = route === null ? say("app.name") : `${say(`area.${areaOf(route)}`)} – ${say("app.name")}`;
  useEffect(() => {
    document.title = title;
    return () => void (document.title = "CardDesk");
  }, [title]);
}
