/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/** Elements, made in one expression. */

/** An attribute, or a listener where the name begins with `on`. */
type Attribute = string | number | boolean | undefined | ((event: never) => void);

/**
 * Makes an element.
 *
 * @param tag its name
 * @param attributes attributes; true stands for an empty one, false and undefined for none
 * @param children texts and nodes
 * @returns the element
 */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, Attribute>> = {},
  ...children: readonly (Node | string | undefined)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  set(element, attributes);
  element.append(...children.filter((child) => child !== undefined));
  return element;
}

/** Makes an element of SVG; see {@linkcode h}. */
export function svg<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, Attribute>> = {},
  ...children: readonly (Node | string)[]
): SVGElementTagNameMap[K] {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  set(element, attributes);
  element.append(...children);
  return element;
}

/**
 * Changes an element's text, if it says something else: what is the same need not be laid out anew.
 *
 * @param element the element
 * @param text what it says
 */
export function tell(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

function set(element: Element, attributes: Readonly<Record<string, Attribute>>): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") {
      element.addEventListener(name.slice(2), value as EventListener);
    } else if (value !== undefined && value !== false) {
      element.setAttribute(name, value === true ? "" : String(value));
    }
  }
}
