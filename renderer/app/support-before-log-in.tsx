import type { ReactNode } from "react";
import { useStore } from "zustand";
import { Button } from "../components/button.tsx";
import { SupportScreen } from "../features/support/support-screen.tsx";
import { useDesk } from "../desk/desk.ts";
import type { SupportRoute } from "../desk/navigation.ts";
import { useWords } from "../desk/words.ts";

/** Support for somebody who cannot log in: the screen without a frame, and the way back. */
export function SupportBeforeLogIn({ route }: { readonly route: SupportRoute }): ReactNode {
  const { navigation } = useDesk();
  const { say } = useWords();
  const go = useStore(navigation, (state) => state.go);
  return (
    <main className="content content-alone">
      <SupportScreen route={route}>
        <Button onPress={() => go({ screen: "start" })}>{say("support.toLogIn")}</Button>
      </SupportScreen>
    </main>
  );
}
