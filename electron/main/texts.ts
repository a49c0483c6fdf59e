import type { Language } from "#shared/ipc/app.ts";
import type { Notice } from "../core/ports.ts";

/**
 * The texts of the shell itself: its boxes, menus, tray and notifications. All others are in the
 * page.
 */
export interface Texts {
  readonly cut: string;
  readonly copy: string;
  readonly paste: string;
  readonly selectAll: string;
  readonly undo: string;
  readonly redo: string;
  /** The menus and their items. */
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
  /** The tray: its item, and the state of the connection. */
  readonly openProgram: string;
  readonly connecting: string;
  readonly online: string;
  readonly offline: string;
  /** Entries of the journal that have no answer yet. */
  readonly entriesWaiting: (count: number) => string;
  /** Notifications; none names a person. `count` of a card: days. */
  readonly notices: Readonly<Record<Notice["kind"], (count: number) => string>>;
  /** The notification shown while the screen or the session is locked. */
  readonly noticesWaiting: (count: number) => string;
  readonly zoomIn: string;
  readonly zoomOut: string;
  readonly resetZoom: string;
  /** The page stopped a second time: explains it and asks what to do. */
  readonly pageStopped: string;
  readonly reload: string;
  /** Asked when a window with unsaved input is to be closed or reloaded. */
  readonly leaveUnsaved: string;
  readonly unsavedGoes: string;
  readonly leave: string;
  readonly stay: string;
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
    openProgram: "Open CardDesk",
    connecting: "Connecting",
    online: "Online",
    offline: "Offline",
    entriesWaiting: (count) => (count === 1 ? "1 entry waiting" : `${count} entries waiting`),
    notices: {
      task: (count) => (count === 1 ? "A task waits for your decision." : `${count} tasks wait for your decision.`),
      synced: (count) => `Sync has finished: ${count === 1 ? "1 entry" : `${count} entries`} sent.`,
      conflict: (count) => (count === 1 ? "An entry was not carried out." : `${count} entries were not carried out.`),
      card: (count) =>
        count === 0
          ? "The card in the reader expires today."
          : `The card in the reader expires in ${count === 1 ? "1 day" : `${count} days`}.`,
    },
    noticesWaiting: (count) => (count === 1 ? "1 message is waiting." : `${count} messages are waiting.`),
    zoomIn: "Zoom in",
    zoomOut: "Zoom out",
    resetZoom: "Actual size",
    pageStopped:
      "The window stopped working again. The session is locked, nothing was done twice. Load it again, or quit.",
    reload: "Load again",
    leaveUnsaved: "Leave without saving?",
    unsavedGoes: "What you entered has not been saved and will be lost.",
    leave: "Leave",
    stay: "Stay",
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
    openProgram: "Öppna CardDesk",
    connecting: "Ansluter",
    online: "Ansluten",
    offline: "Offline",
    entriesWaiting: (count) => (count === 1 ? "1 post väntar" : `${count} poster väntar`),
    notices: {
      task: (count) =>
        count === 1 ? "En uppgift väntar på ditt beslut." : `${count} uppgifter väntar på ditt beslut.`,
      synced: (count) => `Synkroniseringen är klar: ${count === 1 ? "1 post skickad" : `${count} poster skickade`}.`,
      conflict: (count) => (count === 1 ? "En post utfördes inte." : `${count} poster utfördes inte.`),
      card: (count) =>
        count === 0
          ? "Kortet i läsaren går ut i dag."
          : `Kortet i läsaren går ut om ${count === 1 ? "1 dag" : `${count} dagar`}.`,
    },
    noticesWaiting: (count) => (count === 1 ? "1 meddelande väntar." : `${count} meddelanden väntar.`),
    zoomIn: "Zooma in",
    zoomOut: "Zooma ut",
    resetZoom: "Verklig storlek",
    pageStopped:
      "Fönstret slutade fungera igen. Sessionen är låst, inget har gjorts två gånger. Ladda om det eller avsluta.",
    reload: "Ladda om",
    leaveUnsaved: "Lämna utan att spara?",
    unsavedGoes: "Det du har matat in är inte sparat och går förlorat.",
    leave: "Lämna",
    stay: "Stanna kvar",
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
    openProgram: "CardDesk öffnen",
    connecting: "Verbindung wird aufgebaut",
    online: "Verbunden",
    offline: "Offline",
    entriesWaiting: (count) => (count === 1 ? "1 Eintrag wartet" : `${count} Einträge warten`),
    notices: {
      task: (count) =>
        count === 1 ? "Eine Aufgabe wartet auf Ihre Entscheidung." : `${count} Aufgaben warten auf Ihre Entscheidung.`,
      synced: (count) => `Abgleich abgeschlossen: ${count === 1 ? "1 Eintrag" : `${count} Einträge`} gesendet.`,
      conflict: (count) =>
        count === 1 ? "Ein Eintrag wurde nicht ausgeführt." : `${count} Einträge wurden nicht ausgeführt.`,
      card: (count) =>
        count === 0
          ? "Die Karte im Leser läuft heute ab."
          : `Die Karte im Leser läuft in ${count === 1 ? "1 Tag" : `${count} Tagen`} ab.`,
    },
    noticesWaiting: (count) => (count === 1 ? "1 Nachricht wartet." : `${count} Nachrichten warten.`),
    zoomIn: "Vergrößern",
    zoomOut: "Verkleinern",
    resetZoom: "Originalgröße",
    pageStopped:
      "Das Fenster funktioniert wieder nicht mehr. Die Sitzung ist gesperrt, nichts wurde doppelt ausgeführt. Laden Sie es neu oder beenden Sie CardDesk.",
    reload: "Neu laden",
    leaveUnsaved: "Ohne Speichern verlassen?",
    unsavedGoes: "Ihre Eingaben sind noch nicht gespeichert und gehen verloren.",
    leave: "Verlassen",
    stay: "Bleiben",
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
    openProgram: "Ouvrir CardDesk",
    connecting: "Connexion",
    online: "Connecté",
    offline: "Hors ligne",
    entriesWaiting: (count) => (count === 1 ? "1 entrée en attente" : `${count} entrées en attente`),
    notices: {
      task: (count) => (count === 1 ? "Une tâche attend votre décision." : `${count} tâches attendent votre décision.`),
      synced: (count) =>
        `Synchronisation terminée : ${count === 1 ? "1 entrée envoyée" : `${count} entrées envoyées`}.`,
      conflict: (count) =>
        count === 1 ? "Une entrée n’a pas été exécutée." : `${count} entrées n’ont pas été exécutées.`,
      card: (count) =>
        count === 0
          ? "La carte dans le lecteur expire aujourd’hui."
          : `La carte dans le lecteur expire dans ${count === 1 ? "1 jour" : `${count} jours`}.`,
    },
    noticesWaiting: (count) => (count === 1 ? "1 message en attente." : `${count} messages en attente.`),
    zoomIn: "Zoom avant",
    zoomOut: "Zoom arrière",
    resetZoom: "Taille réelle",
    pageStopped:
      "La fenêtre a de nouveau cessé de fonctionner. La session est verrouillée, rien n’a été fait deux fois. Rechargez-la ou quittez.",
    reload: "Recharger",
    leaveUnsaved: "Quitter sans enregistrer ?",
    unsavedGoes: "Votre saisie n’est pas enregistrée et sera perdue.",
    leave: "Quitter",
    stay: "Rester",
    quit: "Quitter",
    defect:
      "CardDesk a rencontré un défaut et se ferme. Redémarrez-le ; l’assistance trouvera l’endroit dans carddesk.log.",
  },
};
