/** The way back from base64. */

/**
 * The bytes of a base64 data URI.
 *
 * @param uri such as "data:image/png;base64,…"
 * @returns the bytes
 */
export function decodeUri(uri: string): Uint8Array {
  const [head, body] = uri.split(",");
  if (!head.endsWith(";base64")) throw new SyntaxError(`not base64: ${head}`);
  return Uint8Array.fromBase64(body);
}
