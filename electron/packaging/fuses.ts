import { FuseV1Options, FuseVersion, type FuseConfig } from "@electron/fuses";

/**
 * What the packaged runtime can never be talked into. Every fuse is named, and one that a newer
 * Electron brings fails the build until somebody has decided about it.
 */
export const fuses = {
  version: FuseVersion.V1,
  strictlyRequireAllFuses: true,
  // The program is no Node: neither by ELECTRON_RUN_AS_NODE, nor by NODE_OPTIONS, nor for a
  // debugger by --inspect.
  [FuseV1Options.RunAsNode]: false,
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
  [FuseV1Options.EnableNodeCliInspectArguments]: false,
  // It runs only the code that was packaged with it.
  [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: true,
  [FuseV1Options.OnlyLoadAppFromAsar]: true,
  [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
  [FuseV1Options.EnableCookieEncryption]: true,
  // As Electron ships them: one V8 snapshot for all processes, and memory bounds of WebAssembly by
  // the processor.
  [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  [FuseV1Options.WasmTrapHandlers]: true,
} satisfies FuseConfig;
