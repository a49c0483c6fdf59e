import { contextBridge, ipcRenderer, type IpcRendererEvent } from "electron";
import { callChannel, eventChannel } from "#shared/ipc/channels.ts";
import type { Transport } from "#shared/ipc/messages.ts";

/**
 * The transport for the page. It has functions only: the page gets neither `ipcRenderer` nor the
 * event object, and no other channel.
 */
const transport: Transport = {
  call: ({ area, name, args, trace, window }) => ipcRenderer.invoke(callChannel, { area, name, args, trace, window }),
  listen(listener) {
    const told = (_event: IpcRendererEvent, message: unknown): void => listener(message);
    ipcRenderer.on(eventChannel, told);
    return () => void ipcRenderer.off(eventChannel, told);
  },
};

contextBridge.exposeInMainWorld("carddesk", transport);
