// `npm start`. Plain JavaScript without dependencies: it runs on Node 20 and before anything is
// installed.
//
// The script in package.json begins with `break=1 exec env a=\&`. A POSIX shell reads: replace
// yourself by node. Without that the shell stands between npm and this program, dies of a signal
// without passing it on, and npm cannot exit with 0. For cmd.exe, `break` is a command that does
// nothing, and what follows `&` is the next one: node.
import { join } from "node:path";
import { build, endOnSignal, install, pinnedNode, root, run } from "./prepare.mjs";

endOnSignal(0);
endWithParent();
process.exitCode = (await install()) || (await build()) || (await launch());

/** The channel ends with this process, however it ends: that tells the launcher to end as well. */
function launch() {
  const launcher = join(root, "electron/launcher/main.ts");
  return run(pinnedNode, [launcher, ...process.argv.slice(2)], { stdio: ["inherit", "inherit", "inherit", "ipc"] });
}

/** npm that was killed passes no signal on: another parent tells. */
function endWithParent() {
  const npm = process.ppid;
  if (process.env.npm_lifecycle_event === undefined) return;
  setInterval(() => process.ppid === npm || process.kill(process.pid, "SIGTERM"), 500).unref();
}
