import { config } from "zod";

// zod compiles its schemas with `new Function` if it may. The content security policy forbids that
// and reports the attempt as a violation. This is a script of its own because it must run before
// the first schema is made.
config({ jitless: true });
