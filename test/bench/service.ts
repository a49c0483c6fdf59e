import { pcscService, type PcscService } from "../fixtures/pcsc.ts";

let service: PcscService | null = null;

/**
 * Measures with the one PC/SC service of this process. There cannot be a second: libpcsclite reads
 * PCSCLITE_CSOCK_NAME once per process and keeps using that socket, where it gets
 * `service-not-running` after the service has ended.
 */
export async function withService<T>(measure: (service: PcscService) => Promise<T>): Promise<T> {
  if (service === null) {
    service = await pcscService();
    process.env["PCSCLITE_CSOCK_NAME"] = service.socket;
    await service.start();
  }
  return measure(service);
}

export async function stopService(): Promise<void> {
  await service?.remove();
}
