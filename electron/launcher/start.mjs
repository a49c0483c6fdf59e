// `npm start`. Plain JavaScript without dependencies: it runs on Node 20 and before anything is installed.
import { join } from "node:path";
import { build, endOnSignal, install, pinnedNode, root, run } from "./prepare.mjs";

endOnSignal(0);
process.exitCode = (await install()) || (await build()) || (await launch());

/** The channel ends with this process, however it ends: that tells the launcher to end as well. */
function launch() {
  const launcher = join(root, "electron/launcher/main.ts");
  return run(pinnedNode, [launcher, ...process.argv.slice(2)], { stdio: ["inherit", "inherit", "inherit", "ipc"] });
}
