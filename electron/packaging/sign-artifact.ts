import { execFileSync } from "node:child_process";

/** What electron-builder tells its `artifactBuildCompleted` hook, as far as it is needed here. */
interface Artifact {
  readonly file: string;
  readonly packager: { readonly platform: { readonly nodeName: string }; readonly forceCodeSigning: boolean };
}

/**
 * electron-builder's hook after each artifact. It signs those of Windows and macOS by itself; here
 * GnuPG writes a detached signature beside a package of Linux, as `FILE.asc`. Throws where a
 * signature is demanded and no key is named, or where GnuPG does not take its own signature.
 */
export default function signArtifact({ file, packager }: Artifact): void {
  if (packager.platform.nodeName !== "linux" || !/\.(?:deb|AppImage)$/.test(file)) return;
  const key = process.env["CARDDESK_GPG_KEY"] ?? "";
  if (key === "") {
    if (packager.forceCodeSigning) throw new Error("No package without a signature: set CARDDESK_GPG_KEY.");
    return;
  }
  const gpg = (...args: string[]): void => void execFileSync("gpg", ["--batch", ...args], { stdio: "inherit" });
  gpg("--yes", "--local-user", key, "--armor", "--detach-sign", "--output", `${file}.asc`, file);
  gpg("--verify", `${file}.asc`, file);
}
