import { FuseV1Options, FuseVersion, type FuseConfig } from "@electron/fuses";

/**
 * The fuses of the packaged runtime. Every fuse is named; one that a newer Electron adds fails the
 * build until its value is decided here.
 */
export const fuses = {
  version: FuseVersion.V1,
  strictlyRequireAllFuses: true,
  // The program must not run as Node: neither by ELECTRON_RUN_AS_NODE, nor by NODE_OPTIONS, nor for
  // a debugger by --inspect.
  [FuseV1Options.RunAsNode]: false,
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
  [FuseV1Options.EnableNodeCliInspectArguments]: false,
  // It runs only the code that was packaged with it.
  [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: true,
  [FuseV1Options.OnlyLoadAppFromAsar]: true,
  [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
  [FuseV1Options.EnableCookieEncryption]: true,
  // Electron's defaults: one V8 snapshot for all processes, and bounds checks of WebAssembly memory
  // by the processor.
  [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  [FuseV1Options.WasmTrapHandlers]: true,
} satisfies FuseConfig;
