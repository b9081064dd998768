/** A strict look at XML, as far as our figures use it: elements, attributes and text. */

const ELEMENT = /^<([a-zA-Z][\w:-]*)((?: [\w:-]+="[^"<]*")*) ?(\/?)>/;
const ATTRIBUTE = / ([\w:-]+)="([^"<]*)"/g;
const LONE_AMPERSAND = /&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[0-9a-f]+);)/i;

/** An element's start. */
export interface XmlElement {
  /** Its name. */
  readonly name: string;
  /** Its attributes. */
  readonly attributes: ReadonlyMap<string, string>;
}

/**
 * Reads XML and refuses what is not well-formed.
 *
 * @param text the document
 * @returns the elements in the order in which they start
 * @throws {SyntaxError} at the first thing that is wrong
 */
export function readXml(text: string): XmlElement[] {
  const elements: XmlElement[] = [], open: string[] = [];
  const refuse = (what: string): never => {
    throw new SyntaxError(`Cannot read XML: ${what}`);
  };
  if (LONE_AMPERSAND.test(text)) refuse("an & that begins no entity");
  for (let rest = text.trim(); rest; rest = rest.replace(/^[^<]*/, "")) {
    if (elements.length && !open.length) refuse("something after the end of the document");
    const close = rest.match(/^<\/([\w:-]+)>/);
    if (close) {
      const [tag, name] = close;
      if (open.pop() !== name) refuse(`</${name}> closes nothing`);
      rest = rest.slice(tag.length);
      continue;
    }
    const [tag, name, list, selfClosing] = rest.match(ELEMENT) ?? refuse(rest.slice(0, 60));
    const pairs = Array.from(list.matchAll(ATTRIBUTE), ([, key, value]) => [key, value] as const);
    const attributes = new Map(pairs);
    if (attributes.size !== pairs.length) refuse(`an attribute twice in ${tag}`);
    elements.push({ name, attributes });
    if (!selfClosing) open.push(name);
    rest = rest.slice(tag.length);
  }
  if (open.length) refuse(`<${open.at(-1)}> is not closed`);
  return elements;
}
