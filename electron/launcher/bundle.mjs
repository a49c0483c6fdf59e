// `npm run bundle`. Plain JavaScript without dependencies: it runs on Node 20 and before anything
// is installed.
import { join } from "node:path";
import { endOnSignal, install, pinnedNode, root, run } from "./prepare.mjs";

endOnSignal(130);
process.exitCode = (await install()) || (await makeBundle());

function makeBundle() {
  const program = join(root, "electron/bundle/main.ts");
  return run(pinnedNode, [program, ...process.argv.slice(2)], { stdio: "inherit" });
}
