import { config } from "zod";

// zod compiles its schemas with `new Function` where it may; the content security policy forbids it, and the attempt
// alone is reported as a violation. A script of its own before the page's, for it must run before any schema is made.
config({ jitless: true });
