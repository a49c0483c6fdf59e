import { dialog, type Certificate, type Event, type WebContents } from "electron";

/**
 * `select-client-certificate`: the operator chooses which certificate a server gets to see, also where only one fits; Electron
 * by itself would send the first. Closing the question sends none.
 */
export function chooseClientCertificate(
  event: Event,
  _contents: WebContents | null,
  url: string,
  certificates: readonly Certificate[],
  answer: (certificate?: Certificate) => void,
): void {
  event.preventDefault();
  void ask(url, certificates).then(answer, () => answer());
}

async function ask(url: string, certificates: readonly Certificate[]): Promise<Certificate | undefined> {
  const none = certificates.length;
  const { response } = await dialog.showMessageBox({
    type: "question",
    message: `${URL.parse(url)?.host ?? url} asks for a certificate. Which one may it see?`,
    buttons: [...certificates.map(({ subjectName, issuerName }) => `${subjectName} (${issuerName})`), "None"],
    defaultId: none,
    cancelId: none,
    noLink: true,
  });
  return certificates[response];
}
