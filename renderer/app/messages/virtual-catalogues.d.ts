/**
 * Every text in every language, built by `electron/packaging/messages.ts` from the files in this
 * folder.
 */
declare module "virtual:catalogues" {
  const catalogues: Readonly<Record<import("#shared/ipc/app.ts").Language, import("./keys.ts").Catalogue>>;
  export default catalogues;
}
