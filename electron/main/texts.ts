import type { Language } from "#shared/ipc/app.ts";

/** What the shell itself says: its boxes, and its menus. Everything else is said by the page. */
interface Texts {
  readonly cut: string;
  readonly copy: string;
  readonly paste: string;
  readonly view: string;
  readonly zoomIn: string;
  readonly zoomOut: string;
  readonly resetZoom: string;
  /** The page stopped twice: what happened, and what to do. */
  readonly pageStopped: string;
  readonly reload: string;
  readonly quit: string;
  /** The program itself has a defect and ends. */
  readonly defect: string;
}

export const texts: Readonly<Record<Language, Texts>> = {
  en: {
    cut: "Cut",
    copy: "Copy",
    paste: "Paste",
    view: "View",
    zoomIn: "Zoom in",
    zoomOut: "Zoom out",
    resetZoom: "Actual size",
    pageStopped:
      "The window stopped working again. The session is locked, nothing was done twice. Load it again, or quit.",
    reload: "Load again",
    quit: "Quit",
    defect: "CardDesk met a defect and ends. Start it again; support finds the place in carddesk.log.",
  },
  sv: {
    cut: "Klipp ut",
    copy: "Kopiera",
    paste: "Klistra in",
    view: "Visa",
    zoomIn: "Zooma in",
    zoomOut: "Zooma ut",
    resetZoom: "Verklig storlek",
    pageStopped:
      "Fönstret slutade fungera igen. Sessionen är låst, inget har gjorts två gånger. Ladda om det eller avsluta.",
    reload: "Ladda om",
    quit: "Avsluta",
    defect: "CardDesk stötte på ett fel och avslutas. Starta det igen; supporten hittar platsen i carddesk.log.",
  },
  de: {
    cut: "Ausschneiden",
    copy: "Kopieren",
    paste: "Einfügen",
    view: "Ansicht",
    zoomIn: "Vergrößern",
    zoomOut: "Verkleinern",
    resetZoom: "Originalgröße",
    pageStopped:
      "Das Fenster funktioniert wieder nicht mehr. Die Sitzung ist gesperrt, nichts wurde doppelt ausgeführt. Laden Sie es neu oder beenden Sie CardDesk.",
    reload: "Neu laden",
    quit: "Beenden",
    defect:
      "CardDesk ist auf einen Programmfehler gestoßen und wird beendet. Starten Sie es neu; der Support findet die Stelle in carddesk.log.",
  },
  fr: {
    cut: "Couper",
    copy: "Copier",
    paste: "Coller",
    view: "Affichage",
    zoomIn: "Zoom avant",
    zoomOut: "Zoom arrière",
    resetZoom: "Taille réelle",
    pageStopped:
      "La fenêtre a de nouveau cessé de fonctionner. La session est verrouillée, rien n’a été fait deux fois. Rechargez-la ou quittez.",
    reload: "Recharger",
    quit: "Quitter",
    defect:
      "CardDesk a rencontré un défaut et se ferme. Redémarrez-le ; l’assistance trouvera l’endroit dans carddesk.log.",
  },
};
