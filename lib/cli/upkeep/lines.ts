/** Lines of text from a stream. */

/**
 * Splits a stream of text into its lines, as they come; what follows the last line break is left out.
 *
 * @param stream bytes of UTF-8
 * @returns the lines
 */
export async function* lines(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<string> {
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const whole = (rest + text).split("\n");
    rest = whole.pop()!;
    yield* whole;
  }
}
