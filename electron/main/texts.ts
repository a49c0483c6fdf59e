import type { Language } from "#shared/ipc/app.ts";

/** What the shell itself says: its boxes, and its menus. Everything else is said by the page. */
export interface Texts {
  readonly cut: string;
  readonly copy: string;
  readonly paste: string;
  readonly selectAll: string;
  readonly undo: string;
  readonly redo: string;
  /** The menus, and what they hold. */
  readonly file: string;
  readonly newWindow: string;
  readonly closeWindow: string;
  readonly edit: string;
  readonly view: string;
  readonly fullScreen: string;
  readonly window: string;
  readonly minimize: string;
  /** Makes the window as large as its content, or as the screen. */
  readonly zoomWindow: string;
  readonly help: string;
  readonly keys: string;
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
    selectAll: "Select all",
    undo: "Undo",
    redo: "Redo",
    file: "File",
    newWindow: "New window",
    closeWindow: "Close window",
    edit: "Edit",
    view: "View",
    fullScreen: "Full screen",
    window: "Window",
    minimize: "Minimize",
    zoomWindow: "Maximize",
    help: "Help",
    keys: "Help and keys",
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
    selectAll: "Markera allt",
    undo: "Ångra",
    redo: "Gör om",
    file: "Arkiv",
    newWindow: "Nytt fönster",
    closeWindow: "Stäng fönstret",
    edit: "Redigera",
    view: "Visa",
    fullScreen: "Helskärm",
    window: "Fönster",
    minimize: "Minimera",
    zoomWindow: "Maximera",
    help: "Hjälp",
    keys: "Hjälp och tangenter",
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
    selectAll: "Alles auswählen",
    undo: "Rückgängig",
    redo: "Wiederholen",
    file: "Datei",
    newWindow: "Neues Fenster",
    closeWindow: "Fenster schließen",
    edit: "Bearbeiten",
    view: "Ansicht",
    fullScreen: "Vollbild",
    window: "Fenster",
    minimize: "Minimieren",
    zoomWindow: "Maximieren",
    help: "Hilfe",
    keys: "Hilfe und Tasten",
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
    selectAll: "Tout sélectionner",
    undo: "Annuler",
    redo: "Rétablir",
    file: "Fichier",
    newWindow: "Nouvelle fenêtre",
    closeWindow: "Fermer la fenêtre",
    edit: "Édition",
    view: "Affichage",
    fullScreen: "Plein écran",
    window: "Fenêtre",
    minimize: "Réduire",
    zoomWindow: "Agrandir",
    help: "Aide",
    keys: "Aide et raccourcis clavier",
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
