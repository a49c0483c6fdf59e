/** The two ends of a serial, by which people compare it: `551b…1dd7`. */
export const shortSerial = (serial: string): string =>
  serial.length > 10 ? `${serial.slice(0, 4)}…${serial.slice(-4)}` : serial;
