import { execFileSync } from "node:child_process";

/**
 * The part of electron-builder's argument to its `artifactBuildCompleted` hook that is used here.
 */
interface Artifact {
  readonly file: string;
  readonly packager: { readonly platform: { readonly nodeName: string }; readonly forceCodeSigning: boolean };
}

/**
 * Writes a detached GnuPG signature beside a Linux package, as `FILE.asc`: electron-builder's hook
 * after each artifact; it signs those of Windows and macOS by itself. Throws if a signature is
 * required and no key is named, or if GnuPG does not verify its own signature.
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
