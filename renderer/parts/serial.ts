/** Returns the two ends of a serial, which operators compare: `551b…1dd7`. */
export const shortSerial = (serial: string): string =>
  serial.length > 10 ? `${serial.slice(0, 4)}…${serial.slice(-4)}` : serial;
