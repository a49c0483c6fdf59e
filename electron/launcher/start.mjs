// `npm start`. Plain JavaScript without dependencies: it runs on Node 20 and before anything is
// installed.
//
// The script in package.json begins with `break=1 exec env a=\&`. A POSIX shell reads it as:
// replace yourself by node. Without it the shell stays between npm and this program and dies of a
// signal without passing it on, and npm cannot exit with 0. In cmd.exe `break` is a command that
// does nothing, and the text after `&` is the next command: node.
import { join } from "node:path";
import { build, endOnSignal, install, pinnedNode, root, run } from "./prepare.mjs";

endOnSignal(0);
endWithParent();
process.exitCode = (await install()) || (await build()) || (await launch());

/**
 * Runs the launcher. The IPC channel closes when this process ends, however it ends, and the
 * launcher then ends as well.
 */
function launch() {
  const launcher = join(root, "electron/launcher/main.ts");
  return run(pinnedNode, [launcher, ...process.argv.slice(2)], { stdio: ["inherit", "inherit", "inherit", "ipc"] });
}

/**
 * Ends this process when npm was killed: npm then passes no signal on, but the parent process
 * changes.
 */
function endWithParent() {
  const npm = process.ppid;
  if (process.env.npm_lifecycle_event === undefined) return;
  setInterval(() => process.ppid === npm || process.kill(process.pid, "SIGTERM"), 500).unref();
}
