import type { ReactNode } from "react";
import { useStore } from "zustand";
import { Button } from "../components/button.tsx";
import { EnvironmentsSection } from "../features/environments/environments-section.tsx";
import { SetUpScreen } from "../features/environments/set-up-screen.tsx";
import { LogInScreen } from "../features/log-in/log-in-screen.tsx";
import { SettingsScreen } from "../features/settings/settings-screen.tsx";
import { SupportScreen } from "../features/support/support-screen.tsx";
import { useCore, useDesk } from "../desk/desk.ts";
import type { Route } from "../desk/navigation.ts";
import { useWords } from "../desk/words.ts";

/**
 * The screens before log-in: the log-in, or the form that sets up where to log in; also support and
 * settings without a frame, for an operator who cannot log in.
 */
export function BeforeLogIn({ route }: { readonly route: Route }): ReactNode {
  const isSetUp = useCore(({ environments }) => environments.current !== null);
  const { screen } = route;
  if (screen !== "support" && screen !== "settings") return isSetUp ? <LogInScreen /> : <SetUpScreen />;
  return (
    <main className="content content-alone">
      {screen === "support" ? (
        <SupportScreen route={route}>
          <ToLogIn />
        </SupportScreen>
      ) : (
        <SettingsScreen environments={<EnvironmentsSection />}>
          <ToLogIn />
        </SettingsScreen>
      )}
    </main>
  );
}

function ToLogIn(): ReactNode {
  const { navigation } = useDesk();
  const { say } = useWords();
  const go = useStore(navigation, (state) => state.go);
  return <Button onPress={() => go({ screen: "start" })}>{say("support.toLogIn")}</Button>;
}
