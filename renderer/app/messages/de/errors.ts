import type { ErrorTextKey } from "../keys.ts";

/** What happened, what it means for the card, what to do next: German. */
export const errors: Record<ErrorTextKey, string> = {
  "error.not-authenticated.happened": "Ihre Sitzung ist beendet.",
  "error.not-authenticated.means": "Die Karte ist, wie sie war. Was Sie eingegeben haben, ist noch da.",
  "error.not-authenticated.next": "Melden Sie sich erneut an und machen Sie weiter.",

  "error.wrong-credentials.happened": "Benutzerkonto oder Passwort ist falsch.",
  "error.wrong-credentials.means":
    "Sie sind nicht angemeldet. Nach mehreren Fehlversuchen wird das Konto für einige Minuten gesperrt.",
  "error.wrong-credentials.next":
    "Prüfen Sie Feststelltaste und Tastaturbelegung, und geben Sie das Passwort noch einmal ein.",

  "error.account-locked.happened": "Dieses Konto ist nach zu vielen Fehlversuchen gesperrt.",
  "error.account-locked.means": "Eine Weile kann sich niemand damit anmelden, auch nicht mit dem richtigen Passwort.",
  "error.account-locked.next":
    "Warten Sie und versuchen Sie es dann erneut. Wenn nicht Sie es waren, sagen Sie es Ihrem Administrator.",

  "error.forbidden.happened": "Ihre Rolle erlaubt das nicht.",
  "error.forbidden.means": "Nichts wurde geändert.",
  "error.forbidden.next": "Fragen Sie jemanden mit der passenden Rolle oder Ihren Administrator.",

  "error.not-found.happened": "Das gibt es nicht (mehr).",
  "error.not-found.means": "Vielleicht wurde es gelöscht, oder die Nummer stimmt nicht. Nichts wurde geändert.",
  "error.not-found.next": "Suchen Sie erneut danach.",

  "error.invalid-input.happened": "Das Backend nimmt die Eingabe nicht an.",
  "error.invalid-input.means": "Nichts wurde geändert. Ihre Eingaben sind noch da.",
  "error.invalid-input.next": "Korrigieren Sie die Eingabe und versuchen Sie es erneut.",

  "error.wrong-state.happened": "Das Objekt ist nicht mehr in dem Status, den dieser Prozess braucht.",
  "error.wrong-state.means": "Sie haben nichts geändert. Der Status ist inzwischen ein anderer.",
  "error.wrong-state.next": "Schließen Sie, sehen Sie sich den neuen Status an und entscheiden Sie dann.",

  "error.version-conflict.happened": "Jemand anderes hat das inzwischen geändert.",
  "error.version-conflict.means": "Sie haben nichts geändert, und nichts wird zweimal getan.",
  "error.version-conflict.next": "Sehen Sie sich den neuen Status an und beginnen Sie erneut, wenn es noch nötig ist.",

  "error.not-enabled.happened": "Dieser Prozess ist für diese Art von Objekt nicht freigeschaltet.",
  "error.not-enabled.means": "Nichts wurde geändert.",
  "error.not-enabled.next":
    "Bitten Sie Ihren Administrator, ihn zu den Zusätzlichen Befehlen dieser Art von Objekt hinzuzufügen.",

  "error.approval-required.happened": "Das braucht die Genehmigung einer zweiten Person.",
  "error.approval-required.means": "Noch wurde nichts geändert.",
  "error.approval-required.next": "Warten Sie auf die Genehmigung, oder sprechen Sie einen Genehmiger an.",

  "error.own-request.happened": "Das ist Ihr eigener Antrag.",
  "error.own-request.means": "Nichts wurde geändert. Er wartet auf die Entscheidung einer anderen Person.",
  "error.own-request.next": "Bitten Sie einen anderen Genehmiger, darüber zu entscheiden.",
  "error.own-card.happened": "Dieser Antrag würde Ihren eigenen Benutzer oder Ihre eigene Karte ändern.",
  "error.own-card.means": "Nichts wurde geändert. Er wartet auf die Entscheidung einer anderen Person als Ihnen.",
  "error.own-card.next": "Bitten Sie einen anderen Genehmiger, das zu entscheiden.",

  "error.already-decided.happened": "Über diesen Antrag hat schon jemand anders entschieden.",
  "error.already-decided.means": "Von Ihnen wurde nichts geändert, und nichts geschieht doppelt.",
  "error.already-decided.next": "Sehen Sie sich die offenen Aufgaben und das Objekt an, wie sie jetzt sind.",

  "error.request-rejected.happened": "Die zweite Person hat diesen Antrag abgelehnt.",
  "error.request-rejected.means": "Nichts wurde geändert.",
  "error.request-rejected.next": "Lesen Sie den Grund, und beginnen Sie neu, wenn es noch nötig ist.",
  "error.request-withdrawn.happened": "Der Antrag wurde von dem, der ihn gestellt hat, zurückgezogen.",
  "error.request-withdrawn.means": "Es wurde nichts geändert; der Antrag ist nicht mehr offen.",
  "error.request-withdrawn.next": "Stellen Sie ihn neu, falls er noch gebraucht wird.",

  "error.idempotency-mismatch.happened": "Das Backend kennt diese Anfrage mit anderem Inhalt.",
  "error.idempotency-mismatch.means": "Sie wurde abgelehnt, damit nichts zweimal getan wird.",
  "error.idempotency-mismatch.next":
    "Schließen Sie, sehen Sie sich das Objekt an und beginnen Sie erneut, wenn es noch nötig ist.",

  "error.ca-unavailable.happened": "Die Zertifizierungsstelle (CA) antwortet nicht.",
  "error.ca-unavailable.means": "Karte und Zertifikate sind, wie sie waren, in Identity Manager und in der CA.",
  "error.ca-unavailable.next":
    "Versuchen Sie es gleich noch einmal. Wenn es anhält, sagen Sie es den Betreibern der CA.",

  "error.grant-expired.happened": "Die Zeit, in der Sie ohne Verbindung arbeiten dürfen, ist abgelaufen.",
  "error.grant-expired.means": "Dadurch wurde nichts geändert. Was in der Warteschlange steht, bleibt erhalten.",
  "error.grant-expired.next":
    "Stellen Sie die Verbindung her, sehen Sie sich das Objekt an und beginnen Sie erneut, wenn es noch nötig ist.",

  "error.journal-broken.happened": "Das Journal dieses Rechners ist nicht das, das das Backend kennt.",
  "error.journal-broken.means": "Ab dem genannten Eintrag wurde nichts ausgeführt. Alles bleibt erhalten.",
  "error.journal-broken.next": "Exportieren Sie das Journal und geben Sie die Datei Ihrem Sicherheitsbeauftragten.",

  "error.previous-not-applied.happened": "Ein früherer Eintrag für dasselbe Objekt wurde nicht ausgeführt.",
  "error.previous-not-applied.means": "Deshalb wurde auch dieser nicht ausgeführt. Er hat nichts geändert.",
  "error.previous-not-applied.next":
    "Entscheiden Sie zuerst über den früheren Eintrag und beginnen Sie dann erneut, wenn es noch nötig ist.",

  "error.not-allowed-offline.happened": "Das ist ohne Verbindung nicht möglich.",
  "error.not-allowed-offline.means": "Nichts wurde geändert.",
  "error.not-allowed-offline.next": "Tun Sie es, wenn das Backend wieder erreichbar ist.",

  "error.not-in-working-set.happened": "Dieses Objekt gehört nicht zum Arbeitsvorrat.",
  "error.not-in-working-set.means": "Ohne Verbindung ist nichts darüber bekannt. Nichts wurde geändert.",
  "error.not-in-working-set.next":
    "Öffnen Sie es, wenn das Backend wieder erreichbar ist, oder nehmen Sie das nächste Mal einen größeren Arbeitsvorrat mit.",

  "error.grant-untrusted.happened":
    "Die Erlaubnis, ohne Verbindung zu arbeiten, stammt nicht von Ihrem Backend oder gilt für jemand anderen.",
  "error.grant-untrusted.means": "Sie wird nicht verwendet. Nichts wurde geändert.",
  "error.grant-untrusted.next": "Arbeiten Sie nicht weiter. Schicken Sie die Details an den Support.",

  "error.grant-used-up.happened": "Die Warteschlange enthält so viele Einträge, wie ohne Verbindung erlaubt sind.",
  "error.grant-used-up.means": "Dieser Eintrag wurde nicht gemacht. Die anderen bleiben erhalten.",
  "error.grant-used-up.next": "Stellen Sie die Verbindung zum Backend her und gleichen Sie ab.",

  "error.unlock-wait.happened": "Zu viele falsche Passwörter.",
  "error.unlock-wait.means": "Der Arbeitsvorrat bleibt einige Minuten gesperrt, auch nach einem Neustart.",
  "error.unlock-wait.next":
    "Warten Sie und geben Sie dann das Passwort ein, mit dem Sie den Arbeitsvorrat mitgenommen haben.",

  "error.sync-first.happened": "Es warten noch Einträge auf eine Antwort.",
  "error.sync-first.means": "Ein neuer Arbeitsvorrat wird geholt, sobald sie eine haben. Nichts geht verloren.",
  "error.sync-first.next": "Gleichen Sie jetzt ab und holen Sie dann den Arbeitsvorrat.",

  "error.bulk-too-many.happened": "Es sind mehr Objekte gewählt, als ein Sammelvorgang haben darf.",
  "error.bulk-too-many.means": "Nichts wurde begonnen. Die Auswahl bleibt erhalten.",
  "error.bulk-too-many.next":
    "Nehmen Sie einige heraus, oder bitten Sie einen Administrator, die Grenze in der Verwaltung zu erhöhen.",

  "error.bulk-open.happened": "Ein anderer Sammelvorgang ist auf diesem Rechner offen.",
  "error.bulk-open.means": "Nichts anderes wurde begonnen.",
  "error.bulk-open.next":
    "Lassen Sie ihn zu Ende laufen oder setzen Sie ihn fort, und schließen Sie sein Ergebnis; beginnen Sie dann neu.",

  "error.bulk-interrupted.happened": "Das Programm wurde beendet, bevor das Backend geantwortet hatte.",
  "error.bulk-interrupted.means": "Ob es ausgeführt wurde, ist noch nicht bekannt. Nichts wird zweimal getan.",
  "error.bulk-interrupted.next": "Drücken Sie Fortsetzen: Das Backend wird gefragt, was daraus geworden ist.",

  "error.disk-full.happened": "Der Datenträger ist voll.",
  "error.disk-full.means":
    "Was geschrieben werden sollte, wurde nicht geschrieben. Was vorher eingereiht war, bleibt erhalten.",
  "error.disk-full.next": "Schaffen Sie Platz und versuchen Sie es erneut.",

  "error.store-unwritable.happened": "Das Programm kann nicht in sein Datenverzeichnis schreiben.",
  "error.store-unwritable.means":
    "Auf diesem Rechner kann nichts eingereiht werden. Was vorher eingereiht war, bleibt erhalten.",
  "error.store-unwritable.next":
    "Prüfen Sie die Rechte am Verzeichnis und den Datenträger, und starten Sie das Programm neu.",

  "error.store-damaged.happened": "Die Datenbank auf diesem Rechner ist beschädigt.",
  "error.store-damaged.means": "Was lesbar war, wurde gerettet; die beschädigte Datei bleibt erhalten.",
  "error.store-damaged.next": "Geben Sie die Datei dem Support, und holen Sie einen neuen Arbeitsvorrat.",

  "error.store-newer.happened": "Die Daten auf diesem Rechner stammen von einer neueren Version von CardDesk.",
  "error.store-newer.means":
    "Sie wurden nicht angerührt. Die Arbeit mit Verbindung geht weiter; hier kann nichts eingereiht werden.",
  "error.store-newer.next": "Installieren Sie auf diesem Rechner wieder die neueste Version von CardDesk.",

  "error.code-unknown.happened":
    "Eine andere Version von CardDesk hat einen Fehler vermerkt, den diese Version nicht kennt.",
  "error.code-unknown.means": "Sein Code steht in den Einzelheiten. Durch das Anzeigen wurde nichts geändert.",
  "error.code-unknown.next":
    "Öffnen Sie ihn mit der neuesten Version von CardDesk, oder geben Sie die Einzelheiten dem Support.",

  "error.vault-unavailable.happened": "Der Schlüsselspeicher dieses Rechners antwortet nicht.",
  "error.vault-unavailable.means":
    "Ohne seine Schlüssel kann ohne Verbindung nichts gelesen oder eingereiht werden. Nichts geht verloren.",
  "error.vault-unavailable.next":
    "Entsperren Sie den Schlüsselspeicher Ihres Systems, und starten Sie das Programm neu.",

  "error.backend-refused.happened": "Das Backend hat das abgelehnt.",
  "error.backend-refused.means": "Nichts wurde geändert.",
  "error.backend-refused.next":
    "Lesen Sie, was das Backend sagt. Wenn das nicht hilft, schicken Sie die Details an den Support.",

  "error.backend-failed.happened": "Im Backend ist bei dieser Anfrage ein Fehler aufgetreten.",
  "error.backend-failed.means": "Nichts geht verloren.",
  "error.backend-failed.next": "Versuchen Sie es erneut. Wenn es anhält, schicken Sie die Details an den Support.",

  "error.backend-unreachable.happened": "Das Backend ist nicht erreichbar.",
  "error.backend-unreachable.means": "Nichts geht verloren.",
  "error.backend-unreachable.next": "Prüfen Sie Netzwerk oder VPN, und versuchen Sie es erneut.",

  "error.backend-timeout.happened": "Das Backend hat nicht rechtzeitig geantwortet.",
  "error.backend-timeout.means": "Nichts geht verloren.",
  "error.backend-timeout.next": "Versuchen Sie es erneut. Wenn es anhält, sagen Sie es den Betreibern des Backends.",

  "error.backend-untrusted.happened": "Dem Zertifikat des Servers wird nicht vertraut.",
  "error.backend-untrusted.means":
    "Es ist abgelaufen, von einer unbekannten Stelle ausgestellt oder gilt für einen anderen Namen. Nichts wurde gesendet, auch nicht Ihr Passwort.",
  "error.backend-untrusted.next": "Arbeiten Sie nicht weiter. Schicken Sie die Details an den Support.",

  "error.backend-insecure.happened": "Die Adresse des Backends ist nicht verschlüsselt (http).",
  "error.backend-insecure.means": "Nichts wurde gesendet, auch nicht Ihr Passwort.",
  "error.backend-insecure.next": "Fragen Sie Ihren Administrator nach der https-Adresse.",

  "error.backend-unreadable.happened":
    "Geantwortet hat etwas anderes als das Backend, oder die Antwort ist nicht lesbar.",
  "error.backend-unreadable.means": "Nichts geht verloren.",
  "error.backend-unreadable.next":
    "Prüfen Sie, ob ein Proxy oder eine Anmeldeseite des Netzwerks dazwischen ist, und versuchen Sie es erneut. Wenn es anhält, schicken Sie die Details an den Support.",

  "error.service-not-running.happened": "Der Smartcard-Dienst dieses Rechners läuft nicht.",
  "error.service-not-running.means": "Kein Leser ist zu sehen. Die Karte ist, wie sie war.",
  "error.service-not-running.next":
    "Starten Sie den Smartcard-Dienst (PC/SC), oder fragen Sie Ihren Administrator. CardDesk merkt es von selbst.",

  "error.no-reader.happened": "Es ist kein Kartenleser da.",
  "error.no-reader.means": "An diesem Rechner kann keine Karte gelesen werden.",
  "error.no-reader.next": "Schließen Sie einen Kartenleser an. CardDesk merkt es von selbst.",

  "error.no-card.happened": "Im Leser ist keine Karte.",
  "error.no-card.means": "Nichts wurde gelesen.",
  "error.no-card.next": "Legen Sie eine Karte in den Leser.",

  "error.card-in-use.happened": "Ein anderes Programm benutzt die Karte.",
  "error.card-in-use.means": "Sie kann erst gelesen werden, wenn es sie freigibt. Die Karte ist, wie sie war.",
  "error.card-in-use.next":
    "Schließen Sie das andere Programm, oder warten Sie. CardDesk versucht es von selbst wieder.",

  "error.card-removed.happened": "Die Karte wurde herausgezogen.",
  "error.card-removed.means": "Was auf ihr begonnen wurde, ist nicht beendet. Die Karte ist, wie sie war.",
  "error.card-removed.next": "Legen Sie die Karte wieder ein.",

  "error.card-silent.happened": "Die Karte antwortet nicht.",
  "error.card-silent.means":
    "Vielleicht liegt sie falsch herum, ist schmutzig oder defekt. Die Karte ist, wie sie war.",
  "error.card-silent.next": "Nehmen Sie sie heraus, drehen Sie sie um, und legen Sie sie wieder ein.",

  "error.card-unknown.happened": "Diese Art von Karte kennt CardDesk nicht.",
  "error.card-unknown.means": "Ihre Zertifikate können nicht gelesen werden. Die Karte ist, wie sie war.",
  "error.card-unknown.next": "Suchen Sie nach ihrer Nummer, oder legen Sie eine andere Karte ein.",

  "error.card-malformed.happened": "Die Karte antwortet etwas Unlesbares.",
  "error.card-malformed.means": "Ihre Zertifikate können nicht gelesen werden. Die Karte ist, wie sie war.",
  "error.card-malformed.next":
    "Legen Sie sie noch einmal ein. Wenn es anhält, senden Sie die Einzelheiten an den Support.",

  "error.card-refused.happened": "Die Karte lässt sich nicht lesen: Sie hat abgelehnt.",
  "error.card-refused.means": "Ihre Zertifikate können nicht gelesen werden. Die Karte ist, wie sie war.",
  "error.card-refused.next":
    "Legen Sie sie noch einmal ein. Wenn es anhält, senden Sie die Einzelheiten an den Support.",

  "error.key-missing.happened": "Die Karte hat kein Zertifikat für diesen Schlüssel.",
  "error.key-missing.means":
    "Die Karte kann nicht beweisen, dass sie den privaten Schlüssel hat. Die Karte ist, wie sie war.",
  "error.key-missing.next":
    "Vergleichen Sie die Zertifikate der Prüfung mit denen von Identity Manager. Fehlt eines, stellen Sie die Karte neu aus.",

  "error.pin-required.happened": "Die Karte signiert nur mit ihrer PIN.",
  "error.pin-required.means": "Es wurde nichts signiert. Die Karte ist, wie sie war.",
  "error.pin-required.next": "Prüfen Sie die Karte noch einmal und lassen Sie den Inhaber die PIN eingeben.",

  "error.pin-blocked.happened": "Die PIN der Karte ist gesperrt.",
  "error.pin-blocked.means":
    "Die Karte signiert erst wieder, wenn die PIN entsperrt ist. Identity Manager hat nichts geändert.",
  "error.pin-blocked.next": "Entsperren Sie die PIN mit der PUK.",

  "error.pin-wrong.happened": "Die PIN ist falsch.",
  "error.pin-wrong.means": "Es wurde nichts signiert. Die Karte zählt falsche PINs und sperrt sich nach zu vielen.",
  "error.pin-wrong.next": "Lassen Sie den Inhaber die PIN noch einmal eingeben.",

  "error.bridge-lost.happened": "Der Teil von CardDesk, der Karten liest, ist stehen geblieben.",
  "error.bridge-lost.means": "Er wird von selbst neu gestartet. Die Karte ist, wie sie war.",
  "error.bridge-lost.next": "Warten Sie einige Sekunden. Wenn es anhält, senden Sie die Einzelheiten an den Support.",

  "error.bridge-timeout.happened": "Der Teil von CardDesk, der Karten liest, antwortet nicht.",
  "error.bridge-timeout.means": "Was auf der Karte begonnen wurde, ist vielleicht nicht beendet.",
  "error.bridge-timeout.next":
    "Legen Sie die Karte noch einmal ein, und versuchen Sie es erneut. Wenn es anhält, starten Sie CardDesk neu.",

  "error.bridge-fault.happened": "Der Teil von CardDesk, der Karten liest, funktioniert nicht.",
  "error.bridge-fault.means": "Karten können nicht gelesen werden. Alles andere geht.",
  "error.bridge-fault.next": "Starten Sie CardDesk neu. Wenn es anhält, senden Sie die Einzelheiten an den Support.",

  "error.step-unknown.happened": "Der Prozess ist bei einem Schritt angekommen, den diese Version nicht kennt.",
  "error.step-unknown.means": "Was vor diesem Schritt getan wurde, ist getan; dieser Schritt nicht.",
  "error.step-unknown.next":
    "Sehen Sie sich das Objekt an, und schicken Sie die Details an den Support: Eine neuere Version ist nötig.",

  "error.wizard-busy.happened": "Ein anderer Assistent ist offen.",
  "error.wizard-busy.means":
    "Es wurde nichts begonnen. Der offene Assistent und die Eingaben darin sind, wie sie waren.",
  "error.wizard-busy.next":
    "Beenden oder schließen Sie den offenen Assistenten und beginnen Sie dann neu. Er kann in einem anderen Fenster offen sein.",

  "error.wizard-gone.happened": "Dieser Assistent ist nicht mehr offen.",
  "error.wizard-gone.means":
    "Es wurde nichts gesendet. Er wurde in einem anderen Fenster geschlossen oder fortgesetzt.",
  "error.wizard-gone.next":
    "Sehen Sie sich das Objekt an, wie es jetzt ist, und beginnen Sie neu, falls es noch nötig ist.",

  "error.wizard-waiting.happened": "Der Assistent wartet auf die Antwort auf Weiter.",
  "error.wizard-waiting.means":
    "Was gesendet wurde, kann nicht zurückgenommen werden; der Assistent bleibt offen, bis das Ergebnis bekannt ist.",
  "error.wizard-waiting.next": "Warten Sie auf die Antwort und schließen Sie dann den Assistenten.",

  "error.take-running.happened": "Ein Arbeitsvorrat wird schon geladen.",
  "error.take-running.means": "Das zweite Laden wurde nicht begonnen.",
  "error.take-running.next": "Warten Sie auf das Ende des Ladens, oder brechen Sie es ab.",

  "error.take-cancelled.happened": "Das Laden des Arbeitsvorrats wurde abgebrochen.",
  "error.take-cancelled.means": "Der neue Arbeitsvorrat ist nicht auf diesem Gerät; der vorherige ist unverändert.",
  "error.take-cancelled.next": "Beginnen Sie das Laden neu, wenn er gebraucht wird.",

  "error.bulk-running.happened": "Der Sammelvorgang läuft noch.",
  "error.bulk-running.means": "Es wurde nichts entfernt. Einige Objekte haben noch kein Ergebnis.",
  "error.bulk-running.next":
    "Brechen Sie den Sammelvorgang ab oder warten Sie auf sein Ende, und schließen Sie ihn dann.",

  "error.nothing-to-decide.happened": "Über diesen Eintrag gibt es nichts mehr zu entscheiden.",
  "error.nothing-to-decide.means":
    "Über ihn wurde schon entschieden, vielleicht in einem anderen Fenster. Hierdurch wurde nichts geändert.",
  "error.nothing-to-decide.next": "Sehen Sie sich die Warteschlange an, wie sie jetzt ist.",

  "error.query-too-long.happened": "Der Suchtext ist zu lang.",
  "error.query-too-long.means": "Es wurde nichts gesucht.",
  "error.query-too-long.next": "Kürzen Sie ihn: Eine Nummer oder ein Teil eines Namens genügt.",

  "error.bad-call.happened": "Zwei Teile dieses Programms verstehen einander nicht.",
  "error.bad-call.means": "Das ist ein Fehler im Programm. Ob etwas geändert wurde, ist nicht sicher.",
  "error.bad-call.next":
    "Lesen Sie das Objekt erneut, und schicken Sie die Details an den Support. Ein Neustart des Programms kann helfen.",

  "error.core-lost.happened": "Diese Seite hat das Programm dahinter verloren.",
  "error.core-lost.means": "Bis es wieder da ist, kann hier nichts gelesen oder geändert werden.",
  "error.core-lost.next":
    "Versuchen Sie es erneut. Wenn es anhält, starten Sie CardDesk neu und sehen Sie sich das Objekt an, an dem Sie gearbeitet haben.",

  "error.page-not-admitted.happened": "CardDesk ist in diesem Tab nicht geöffnet.",
  "error.page-not-admitted.means":
    "Eine Adresse von CardDesk öffnet einen Tab, einmal, und eine neuere Adresse schließt die Tabs der vorigen. Was bestätigt wurde, bleibt erledigt.",
  "error.page-not-admitted.next":
    "Duplizieren Sie einen Tab, in dem CardDesk geöffnet ist, oder öffnen Sie die letzte Adresse, die das Programm ausgegeben hat.",

  "error.address-used-twice.happened": "Die Adresse von CardDesk wurde ein zweites Mal geöffnet.",
  "error.address-used-twice.means":
    "Vielleicht kennt sie jemand anderes; deshalb wurden alle Tabs geschlossen. Was bestätigt wurde, bleibt erledigt.",
  "error.address-used-twice.next":
    "Öffnen Sie die neue Adresse, die das Programm ausgegeben hat. Wenn nicht Sie selbst sie zweimal geöffnet haben, sagen Sie es Ihrer Administration.",

  "error.client-fault.happened": "In diesem Programm ist etwas schiefgegangen.",
  "error.client-fault.means": "Das ist ein Fehler im Programm. Was gezeigt wird, ist vielleicht unvollständig.",
  "error.client-fault.next": "Lesen Sie erneut, oder starten Sie neu. Schicken Sie die Details an den Support.",
};
