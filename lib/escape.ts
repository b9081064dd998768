/** Text inside markup. */

/**
 * Escapes text for HTML and XML, inside an attribute too.
 *
 * @param text any text
 * @returns the same with `&`, `<`, `>` and `"` written as entities
 *
 * @example
 * ```ts ignore
 * escapeHtml("a < b"); // "a &lt; b"
 * ```
 */
export function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
