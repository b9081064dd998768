/** A page of small pictures with a few words over them, as pixels, for files that can be looked at. */

import type { Picture, Plane } from "./plane.ts";

/** Red, green and blue, 0 to 255. */
type Colour = readonly [number, number, number];

/** Letters of 3 × 5 pixels, a row per digit of octal: 4 is the left pixel, 1 the right one. */
const GLYPHS: Readonly<Record<string, string>> = {
  "0": "75557",
  "1": "26227",
  "2": "71747",
  "3": "71717",
  "4": "55711",
  "5": "74717",
  "6": "74757",
  "7": "71111",
  "8": "75757",
  "9": "75717",
  ".": "00002",
  ">": "42124",
  "?": "71202",
  "%": "51245",
  "|": "22222",
  "-": "00700",
  "_": "00007",
  ",": "00024",
  "A": "25755",
  "B": "65656",
  "C": "34443",
  "D": "65556",
  "E": "74647",
  "F": "74644",
  "G": "34553",
  "H": "55755",
  "I": "72227",
  "J": "11152",
  "K": "55655",
  "L": "44447",
  "M": "57755",
  "N": "57775",
  "O": "25552",
  "P": "65644",
  "Q": "25573",
  "R": "65655",
  "S": "34216",
  "T": "72222",
  "U": "55557",
  "V": "55552",
  "W": "55775",
  "X": "55255",
  "Y": "55222",
  "Z": "71247",
};

/** The side of a letter's pixel, on the page. */
const DOT = 2;

/** The height of a line of words, in pixels. */
export const LINE = 7 * DOT;

/** A page to draw on. */
export class Canvas {
  /** `[height × width × 3]`. */
  readonly data: Uint8Array;

  /**
   * A page of one colour.
   *
   * @param width in pixels
   * @param height in pixels
   * @param colour the page's
   */
  constructor(readonly width: number, readonly height: number, colour: Colour) {
    this.data = Uint8Array.from({ length: 3 * width * height }, (_, i) => colour[i % 3]);
  }

  /** Colours one pixel; beyond the page it does nothing. */
  dot(x: number, y: number, colour: Colour): void {
    if (x < 0 || y < 0 || x >= this.width || y >= this.height) return;
    this.data.set(colour, 3 * (y * this.width + x));
  }

  /** Fills a rectangle. */
  fill(x: number, y: number, width: number, height: number, colour: Colour): void {
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) this.dot(x + column, y + row, colour);
    }
  }

  /** Draws a picture into a square, as large as it fits, each pixel the nearest of the picture's. */
  place(
    width: number,
    height: number,
    colourAt: (x: number, y: number) => Colour,
    left: number,
    top: number,
    side: number,
  ): void {
    const scale = side / Math.max(width, height);
    const columns = Math.max(1, Math.round(width * scale));
    const rows = Math.max(1, Math.round(height * scale));
    for (let y = 0; y < rows; y++) {
      const from = Math.min(height - 1, Math.floor((y + 0.5) / scale));
      for (let x = 0; x < columns; x++) {
        const colour = colourAt(Math.min(width - 1, Math.floor((x + 0.5) / scale)), from);
        this.dot(left + Math.floor((side - columns) / 2) + x, top + y, colour);
      }
    }
  }

  /** Draws a picture into a square; where it is transparent, it is light blue. */
  picture({ width, height, data }: Picture, left: number, top: number, side: number): void {
    const on = (at: number, channel: number, paper: number) =>
      Math.round(paper + (data[at + channel] - paper) * data[at + 3] / 255);
    this.place(
      width,
      height,
      (x, y) => {
        const at = 4 * (y * width + x);
        return [on(at, 0, 200), on(at, 1, 220), on(at, 2, 255)];
      },
      left,
      top,
      side,
    );
  }

  /** Draws a plane into a square: 0 black, `most` white. */
  plane({ width, height, values }: Plane, left: number, top: number, side: number, most = 1): void {
    this.place(
      width,
      height,
      (x, y) => {
        const grey = Math.round(255 * Math.min(Math.max(values[y * width + x] / most, 0), 1));
        return [grey, grey, grey];
      },
      left,
      top,
      side,
    );
  }

  /** Writes digits, letters as capitals and the signs `. , > ? % | - _`; anything else is a blank. */
  write(text: string, left: number, top: number, colour: Colour): void {
    [...text.toUpperCase()].forEach((letter, i) => {
      [...GLYPHS[letter] ?? "00000"].forEach((row, y) => {
        for (let x = 0; x < 3; x++) {
          if (!(Number(row) & (4 >> x))) continue;
          this.fill(left + DOT * (4 * i + x), top + DOT * y, DOT, DOT, colour);
        }
      });
    });
  }
}
