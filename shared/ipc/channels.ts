/**
 * The two channels of Electron IPC that the contract uses: calls of the page, events of the core.
 */
export const callChannel = "carddesk:call";
export const eventChannel = "carddesk:event";
