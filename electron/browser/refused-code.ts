/**
 * WebSocket close code for a page that is not, or no longer, admitted; the close reason is an error
 * code of the catalogue. 4000 to 4999 are for applications (RFC 6455, section 7.4.2).
 */
export const refusedCode = 4001;
