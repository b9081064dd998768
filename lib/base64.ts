/** Base64, the text that stands for bytes. */

/**
 * The bytes that a text in base64 stands for. Browsers have had a function for it since 2025 only.
 *
 * @param text the text
 * @returns the bytes
 */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const { fromBase64 } = Uint8Array as Partial<typeof Uint8Array>;
  if (fromBase64) return fromBase64(text);
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
