/**
 * Returns the headers of every answer to the page. `connectSources`: the allowed connections:
 * `'none'`, or the page's own WebSocket.
 */
export function securityHeaders(connectSources: string): Record<string, string> {
  return {
    "Content-Security-Policy": [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self' data:",
      "font-src 'self'",
      `connect-src ${connectSources}`,
      "frame-ancestors 'none'",
      "base-uri 'none'",
      "form-action 'none'",
      "object-src 'none'",
      "require-trusted-types-for 'script'",
    ].join("; "),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": permissionsPolicy,
  };
}

/** Chromium has these on Windows and macOS, and warns of unknown names on Linux. */
const notOnLinux = ["bluetooth", "web-share"];

const permissionsPolicy = [
  "accelerometer",
  "autoplay",
  "camera",
  "clipboard-read",
  "display-capture",
  "fullscreen",
  "geolocation",
  "gyroscope",
  "hid",
  "local-fonts",
  "magnetometer",
  "microphone",
  "midi",
  "payment",
  "publickey-credentials-get",
  "screen-wake-lock",
  "serial",
  "usb",
  "xr-spatial-tracking",
  ...(process.platform === "linux" ? [] : notOnLinux),
]
  .map((feature) => `${feature}=()`)
  .join(", ");
