import type { ErrorTextKey } from "../keys.ts";

/** What happened, what it means for the card, what to do next: Swedish. */
export const errors: Record<ErrorTextKey, string> = {
  "error.not-authenticated.happened": "Din session har avslutats.",
  "error.not-authenticated.means": "Kortet är som det var. Det du matade in finns kvar.",
  "error.not-authenticated.next": "Logga in igen och fortsätt.",

  "error.wrong-credentials.happened": "Användarkontot eller lösenordet är fel.",
  "error.wrong-credentials.means": "Du är inte inloggad. Efter flera misslyckade försök låses kontot några minuter.",
  "error.wrong-credentials.next": "Kontrollera Caps Lock och tangentbordslayouten och skriv lösenordet igen.",

  "error.account-locked.happened": "Kontot är låst efter för många misslyckade försök.",
  "error.account-locked.means": "Ingen kan logga in med det på en stund, inte ens med rätt lösenord.",
  "error.account-locked.next":
    "Vänta och försök sedan igen. Om det inte var du som försökte, säg till din administratör.",

  "error.forbidden.happened": "Din roll tillåter inte detta.",
  "error.forbidden.means": "Inget har ändrats.",
  "error.forbidden.next": "Fråga en kollega som har rollen, eller din administratör.",

  "error.not-found.happened": "Det här finns inte (längre).",
  "error.not-found.means": "Det kan ha tagits bort, eller så är numret fel. Inget har ändrats.",
  "error.not-found.next": "Sök efter det igen.",

  "error.invalid-input.happened": "Servern godtar inte det som matades in.",
  "error.invalid-input.means": "Inget har ändrats. Det du matade in finns kvar.",
  "error.invalid-input.next": "Rätta uppgiften och försök igen.",

  "error.wrong-state.happened": "Objektet har inte längre den status som processen kräver.",
  "error.wrong-state.means": "Du har inte ändrat något. Statusen har ändrats sedan du tittade.",
  "error.wrong-state.next": "Stäng, se den nya statusen och välj vad som ska göras därifrån.",

  "error.version-conflict.happened": "Någon annan har ändrat detta under tiden.",
  "error.version-conflict.means": "Du har inte ändrat något, och inget görs två gånger.",
  "error.version-conflict.next": "Se den nya statusen och börja om ifall det fortfarande behövs.",

  "error.not-enabled.happened": "Processen är inte aktiverad för den här sortens objekt.",
  "error.not-enabled.means": "Inget har ändrats.",
  "error.not-enabled.next":
    "Be din administratör lägga till den bland Ytterligare kommandon för den här sortens objekt.",

  "error.approval-required.happened": "Detta kräver godkännande av en andra person.",
  "error.approval-required.means": "Inget har ändrats ännu.",
  "error.approval-required.next": "Vänta på godkännandet, eller fråga en godkännare.",

  "error.own-request.happened": "Det här är din egen begäran.",
  "error.own-request.means": "Ingenting har ändrats. Den väntar på någon annans beslut.",
  "error.own-request.next": "Be en annan godkännare att avgöra den.",
  "error.own-card.happened": "Den här begäran skulle ändra din egen användare eller ditt eget kort.",
  "error.own-card.means": "Ingenting har ändrats. Den väntar på ett beslut av någon annan än dig.",
  "error.own-card.next": "Be en annan godkännare att ta beslutet.",

  "error.already-decided.happened": "Någon annan har avgjort denna begäran.",
  "error.already-decided.means": "Du har inte ändrat något, och ingenting görs två gånger.",
  "error.already-decided.next": "Se på de öppna uppgifterna och objektet som de är nu.",

  "error.request-rejected.happened": "Den andra personen har avslagit denna begäran.",
  "error.request-rejected.means": "Ingenting har ändrats.",
  "error.request-rejected.next": "Läs skälet och börja om, om det fortfarande behövs.",
  "error.request-withdrawn.happened": "Begäran togs tillbaka av den som gjorde den.",
  "error.request-withdrawn.means": "Ingenting har ändrats; begäran är inte längre öppen.",
  "error.request-withdrawn.next": "Gör den igen om den fortfarande behövs.",

  "error.idempotency-mismatch.happened": "Servern känner till den här begäran med annat innehåll.",
  "error.idempotency-mismatch.means": "Den avvisades, så att inget görs två gånger.",
  "error.idempotency-mismatch.next": "Stäng, se på objektet och börja om ifall det fortfarande behövs.",

  "error.ca-unavailable.happened": "Certifikatutfärdaren (CA) svarar inte.",
  "error.ca-unavailable.means": "Kortet och dess certifikat är som de var, i Identity Manager och i CA.",
  "error.ca-unavailable.next": "Försök igen om en stund. Om det fortsätter, säg till dem som sköter CA.",

  "error.grant-expired.happened": "Tiden då du får arbeta utan anslutning har gått ut.",
  "error.grant-expired.means": "Inget har ändrats av detta. Det som ligger i kön finns kvar.",
  "error.grant-expired.next": "Anslut till servern, se på objektet och börja om ifall det fortfarande behövs.",

  "error.journal-broken.happened": "Journalen på den här datorn är inte den som servern känner till.",
  "error.journal-broken.means": "Från den nämnda posten och framåt har inget utförts. Allt finns kvar.",
  "error.journal-broken.next": "Exportera journalen och ge filen till din säkerhetsansvariga.",

  "error.previous-not-applied.happened": "En tidigare post för samma objekt utfördes inte.",
  "error.previous-not-applied.means": "Därför utfördes inte heller den här. Den ändrade inget.",
  "error.previous-not-applied.next":
    "Bestäm först vad som ska ske med den tidigare posten och börja sedan om ifall det fortfarande behövs.",

  "error.not-allowed-offline.happened": "Detta går inte utan anslutning.",
  "error.not-allowed-offline.means": "Inget har ändrats.",
  "error.not-allowed-offline.next": "Gör det när servern kan nås igen.",

  "error.not-in-working-set.happened": "Objektet ingår inte i arbetsuppsättningen.",
  "error.not-in-working-set.means": "Utan anslutning är inget känt om det. Inget har ändrats.",
  "error.not-in-working-set.next":
    "Öppna det när servern kan nås igen, eller ta med en större arbetsuppsättning nästa gång.",

  "error.grant-untrusted.happened":
    "Tillståndet att arbeta utan anslutning kommer inte från din server, eller gäller någon annan.",
  "error.grant-untrusted.means": "Det används inte. Inget har ändrats.",
  "error.grant-untrusted.next": "Fortsätt inte. Skicka detaljerna till supporten.",

  "error.grant-used-up.happened": "Kön innehåller så många poster som du får göra utan anslutning.",
  "error.grant-used-up.means": "Den här posten gjordes inte. De andra finns kvar.",
  "error.grant-used-up.next": "Anslut till servern och synkronisera.",

  "error.unlock-wait.happened": "För många felaktiga lösenord.",
  "error.unlock-wait.means": "Arbetsuppsättningen förblir låst några minuter, även efter en omstart.",
  "error.unlock-wait.next": "Vänta och skriv sedan det lösenord som du tog arbetsuppsättningen med.",

  "error.sync-first.happened": "Det finns poster som fortfarande väntar på svar.",
  "error.sync-first.means": "En ny arbetsuppsättning hämtas när de har fått det. Inget går förlorat.",
  "error.sync-first.next": "Synkronisera nu och hämta sedan arbetsuppsättningen.",

  "error.bulk-too-many.happened": "Fler objekt har valts än en massåtgärd får ha.",
  "error.bulk-too-many.means": "Ingenting har startats. Urvalet finns kvar.",
  "error.bulk-too-many.next": "Ta bort några, eller be en administratör höja gränsen i Administration.",

  "error.bulk-open.happened": "En annan massåtgärd är öppen på den här datorn.",
  "error.bulk-open.means": "Inget annat har startats.",
  "error.bulk-open.next": "Låt den bli klar eller återuppta den, och stäng dess resultat; börja sedan om.",

  "error.bulk-interrupted.happened": "Programmet avslutades innan servern hade svarat.",
  "error.bulk-interrupted.means": "Det är ännu inte känt om det utfördes. Inget görs två gånger.",
  "error.bulk-interrupted.next": "Tryck på Återuppta: servern tillfrågas om vad som hände.",

  "error.disk-full.happened": "Disken är full.",
  "error.disk-full.means": "Det som skulle skrivas har inte skrivits. Det som redan låg i kön finns kvar.",
  "error.disk-full.next": "Frigör utrymme och försök igen.",

  "error.store-unwritable.happened": "Programmet kan inte skriva i sin datakatalog.",
  "error.store-unwritable.means": "Inget kan läggas i kön på den här datorn. Det som redan låg i kön finns kvar.",
  "error.store-unwritable.next": "Kontrollera katalogens rättigheter och disken, och starta sedan om programmet.",

  "error.store-damaged.happened": "Databasen på den här datorn är skadad.",
  "error.store-damaged.means": "Det som gick att läsa har räddats; den skadade filen finns kvar.",
  "error.store-damaged.next": "Ge filen till supporten och hämta en ny arbetsuppsättning.",

  "error.store-newer.happened": "Data på den här datorn har skapats av en nyare version av CardDesk.",
  "error.store-newer.means": "De har lämnats orörda. Arbete med anslutning går vidare; inget kan läggas i kön här.",
  "error.store-newer.next": "Installera den nyaste versionen av CardDesk på den här datorn igen.",

  "error.code-unknown.happened":
    "En annan version av CardDesk noterade ett fel som den här versionen inte känner till.",
  "error.code-unknown.means": "Koden finns i detaljerna. Inget har ändrats av att det visas.",
  "error.code-unknown.next": "Öppna det med den nyaste versionen av CardDesk, eller ge detaljerna till supporten.",

  "error.vault-unavailable.happened": "Datorns nyckelförvaring svarar inte.",
  "error.vault-unavailable.means":
    "Utan dess nycklar kan inget läsas eller läggas i kön utan anslutning. Inget går förlorat.",
  "error.vault-unavailable.next": "Lås upp systemets nyckelförvaring och starta sedan om programmet.",

  "error.backend-refused.happened": "Servern har avvisat detta.",
  "error.backend-refused.means": "Inget har ändrats.",
  "error.backend-refused.next": "Läs vad servern säger. Om det inte hjälper, skicka detaljerna till supporten.",

  "error.backend-failed.happened": "Ett fel uppstod i servern vid denna begäran.",
  "error.backend-failed.means": "Inget går förlorat.",
  "error.backend-failed.next": "Försök igen. Om det fortsätter, skicka detaljerna till supporten.",

  "error.backend-unreachable.happened": "Servern kan inte nås.",
  "error.backend-unreachable.means": "Inget går förlorat.",
  "error.backend-unreachable.next": "Kontrollera nätverket eller VPN och försök igen.",

  "error.backend-timeout.happened": "Servern svarade inte i tid.",
  "error.backend-timeout.means": "Inget går förlorat.",
  "error.backend-timeout.next": "Försök igen. Om det fortsätter, säg till dem som sköter servern.",

  "error.backend-untrusted.happened": "Serverns certifikat är inte betrott.",
  "error.backend-untrusted.means":
    "Det har gått ut, är utfärdat av en okänd utfärdare eller gäller ett annat namn. Inget skickades, inte heller ditt lösenord.",
  "error.backend-untrusted.next": "Fortsätt inte. Skicka detaljerna till supporten.",

  "error.backend-insecure.happened": "Serverns adress är inte krypterad (http).",
  "error.backend-insecure.means": "Inget skickades, inte heller ditt lösenord.",
  "error.backend-insecure.next": "Fråga din administratör efter https-adressen.",

  "error.backend-unreadable.happened": "Något annat än servern svarade, eller så gick svaret inte att läsa.",
  "error.backend-unreadable.means": "Inget går förlorat.",
  "error.backend-unreadable.next":
    "Kontrollera om en proxy eller nätverkets inloggningssida ligger emellan och försök igen. Om det fortsätter, skicka detaljerna till supporten.",

  "error.service-not-running.happened": "Datorns tjänst för smartkort körs inte.",
  "error.service-not-running.means": "Ingen läsare syns. Kortet är som det var.",
  "error.service-not-running.next":
    "Starta tjänsten för smartkort (PC/SC) eller fråga administratören. CardDesk märker det av sig självt.",

  "error.no-reader.happened": "Det finns ingen kortläsare.",
  "error.no-reader.means": "Inget kort kan läsas på den här datorn.",
  "error.no-reader.next": "Anslut en kortläsare. CardDesk märker det av sig självt.",

  "error.no-card.happened": "Det sitter inget kort i läsaren.",
  "error.no-card.means": "Inget har lästs.",
  "error.no-card.next": "Sätt i ett kort i läsaren.",

  "error.card-in-use.happened": "Ett annat program använder kortet.",
  "error.card-in-use.means": "Det kan läsas först när programmet släpper det. Kortet är som det var.",
  "error.card-in-use.next": "Stäng det andra programmet eller vänta. CardDesk försöker igen av sig självt.",

  "error.card-removed.happened": "Kortet drogs ut.",
  "error.card-removed.means": "Det som påbörjades på det blev inte klart. Kortet är som det var.",
  "error.card-removed.next": "Sätt i kortet igen.",

  "error.card-silent.happened": "Kortet svarar inte.",
  "error.card-silent.means": "Det kan vara felvänt, smutsigt eller trasigt. Kortet är som det var.",
  "error.card-silent.next": "Ta ut det, vänd det och sätt i det igen.",

  "error.card-unknown.happened": "CardDesk känner inte till den här sortens kort.",
  "error.card-unknown.means": "Dess certifikat kan inte läsas. Kortet är som det var.",
  "error.card-unknown.next": "Sök efter kortets nummer eller sätt i ett annat kort.",

  "error.card-malformed.happened": "Kortet svarar något oläsligt.",
  "error.card-malformed.means": "Dess certifikat kan inte läsas. Kortet är som det var.",
  "error.card-malformed.next": "Sätt i det igen. Om det fortsätter, skicka detaljerna till supporten.",

  "error.card-refused.happened": "Kortet har vägrat att läsas.",
  "error.card-refused.means": "Dess certifikat kan inte läsas. Kortet är som det var.",
  "error.card-refused.next": "Sätt i det igen. Om det fortsätter, skicka detaljerna till supporten.",

  "error.key-missing.happened": "Kortet har inget certifikat för den här nyckeln.",
  "error.key-missing.means": "Kortet kan inte bevisa att det har den privata nyckeln. Kortet är som det var.",
  "error.key-missing.next":
    "Jämför certifikaten i kontrollen med dem i Identity Manager. Saknas något, utfärda kortet på nytt.",

  "error.pin-required.happened": "Kortet signerar bara med sin PIN-kod.",
  "error.pin-required.means": "Ingenting har signerats. Kortet är som det var.",
  "error.pin-required.next": "Kontrollera kortet igen och låt innehavaren ange PIN-koden.",

  "error.pin-blocked.happened": "Kortets PIN-kod är spärrad.",
  "error.pin-blocked.means":
    "Kortet signerar inte förrän PIN-koden har låsts upp. Identity Manager har inte ändrat något.",
  "error.pin-blocked.next": "Lås upp PIN-koden med PUK-koden.",

  "error.pin-wrong.happened": "PIN-koden är fel.",
  "error.pin-wrong.means":
    "Ingenting har signerats. Kortet räknar felaktiga PIN-koder och spärrar sig efter för många.",
  "error.pin-wrong.next": "Låt innehavaren ange PIN-koden igen.",

  "error.bridge-lost.happened": "Den del av CardDesk som läser kort har stannat.",
  "error.bridge-lost.means": "Den startas om av sig själv. Kortet är som det var.",
  "error.bridge-lost.next": "Vänta några sekunder. Om det fortsätter, skicka detaljerna till supporten.",

  "error.bridge-timeout.happened": "Den del av CardDesk som läser kort svarar inte.",
  "error.bridge-timeout.means": "Det som påbörjades på kortet blev kanske inte klart.",
  "error.bridge-timeout.next": "Sätt i kortet igen och försök en gång till. Om det fortsätter, starta om CardDesk.",

  "error.bridge-fault.happened": "Den del av CardDesk som läser kort fungerar inte.",
  "error.bridge-fault.means": "Kort kan inte läsas. Allt annat fungerar.",
  "error.bridge-fault.next": "Starta om CardDesk. Om det fortsätter, skicka detaljerna till supporten.",

  "error.step-unknown.happened": "Processen har kommit till ett steg som den här versionen inte känner till.",
  "error.step-unknown.means": "Det som gjordes före steget är gjort; det här steget är det inte.",
  "error.step-unknown.next": "Se på objektet och skicka detaljerna till supporten: en nyare version behövs.",

  "error.wizard-busy.happened": "En annan guide är öppen.",
  "error.wizard-busy.means": "Ingenting har startats. Den öppna guiden och det som skrivits i den är som de var.",
  "error.wizard-busy.next":
    "Slutför eller stäng den öppna guiden och börja sedan om. Den kan vara öppen i ett annat fönster.",

  "error.wizard-gone.happened": "Den här guiden är inte längre öppen.",
  "error.wizard-gone.means": "Ingenting har skickats. Den stängdes eller gick vidare i ett annat fönster.",
  "error.wizard-gone.next": "Titta på objektet som det är nu och börja om om det fortfarande behövs.",

  "error.wizard-waiting.happened": "Guiden väntar på svaret på Nästa.",
  "error.wizard-waiting.means": "Det som skickats kan inte tas tillbaka; guiden är öppen tills utfallet är känt.",
  "error.wizard-waiting.next": "Vänta på svaret och stäng sedan guiden.",

  "error.take-running.happened": "En arbetsuppsättning hämtas redan.",
  "error.take-running.means": "Den andra hämtningen har inte startats.",
  "error.take-running.next": "Vänta på hämtningen eller avbryt den.",

  "error.take-cancelled.happened": "Hämtningen av arbetsuppsättningen stoppades.",
  "error.take-cancelled.means": "Den nya arbetsuppsättningen finns inte på datorn; den förra är oförändrad.",
  "error.take-cancelled.next": "Starta hämtningen igen när den behövs.",

  "error.bulk-running.happened": "Massåtgärden pågår fortfarande.",
  "error.bulk-running.means": "Ingenting har tagits bort. Några objekt har inget resultat än.",
  "error.bulk-running.next": "Avbryt massåtgärden eller vänta tills den är klar och stäng den sedan.",

  "error.nothing-to-decide.happened": "Det finns inget kvar att avgöra om den här posten.",
  "error.nothing-to-decide.means": "Den är redan avgjord, kanske i ett annat fönster. Detta har inte ändrat något.",
  "error.nothing-to-decide.next": "Se på kön som den är nu.",

  "error.query-too-long.happened": "Söktexten är för lång.",
  "error.query-too-long.means": "Ingen sökning gjordes.",
  "error.query-too-long.next": "Korta den: ett nummer eller en del av ett namn räcker.",

  "error.bad-call.happened": "Två delar av programmet förstår inte varandra.",
  "error.bad-call.means": "Detta är ett fel i programmet. Det är inte säkert om något har ändrats.",
  "error.bad-call.next":
    "Läs objektet igen och skicka detaljerna till supporten. Det kan hjälpa att starta om programmet.",

  "error.core-lost.happened": "Sidan har tappat kontakten med programmet bakom den.",
  "error.core-lost.means": "Inget kan läsas eller ändras här förrän det är tillbaka.",
  "error.core-lost.next": "Försök igen. Om det fortsätter, starta om CardDesk och se på det objekt du arbetade med.",

  "error.page-not-admitted.happened": "CardDesk är inte öppet på den här fliken.",
  "error.page-not-admitted.means":
    "En adress till CardDesk öppnar en flik, en gång, och en nyare adress stänger flikarna från den förra. Det som har bekräftats förblir gjort.",
  "error.page-not-admitted.next":
    "Duplicera en flik där CardDesk är öppet, eller öppna den senaste adressen som programmet har skrivit ut.",

  "error.address-used-twice.happened": "Adressen till CardDesk öppnades en andra gång.",
  "error.address-used-twice.means":
    "Någon annan kan känna till den, därför stängdes alla flikar. Det som har bekräftats förblir gjort.",
  "error.address-used-twice.next":
    "Öppna den nya adressen som programmet har skrivit ut. Om det inte var du som öppnade den två gånger, säg till din administratör.",

  "error.client-fault.happened": "Något gick fel i programmet.",
  "error.client-fault.means": "Detta är ett fel i programmet. Det som visas kan vara ofullständigt.",
  "error.client-fault.next": "Läs igen eller starta om. Skicka detaljerna till supporten.",
};
