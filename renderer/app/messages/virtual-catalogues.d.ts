/**
 * Every text in every language, from the files in this folder: `electron/packaging/messages.ts`
 * makes it.
 */
declare module "virtual:catalogues" {
  const catalogues: Readonly<Record<import("#shared/ipc/app.ts").Language, import("./keys.ts").Catalogue>>;
  export default catalogues;
}
