/** Notebook 09: smaller networks, faster algorithms, machines, attention and data. */

import type { Exercise } from "./exercise.ts";

/** Winograd's F(2, 3) as somebody handed it in; see 09-6. */
const BUGGY = `\`\`\`
function answer(d, g) {
  const m1 = (d[0] - d[2]) * g[0];
  const m2 = (d[1] + d[2]) * (g[0] + g[1] + g[2]) / 2;
  const m3 = (d[2] - d[1]) * (g[0] + g[1] - g[2]) / 2;
  const m4 = (d[1] - d[3]) * g[2];
  return [m1 + m2 + m3, m2 - m3 + m4];
}
\`\`\``;

/** The exercises of notebook 09. */
export const outlook: readonly Exercise[] = [
  {
    id: "09-1",
    level: "warm-up",
    question:
      "A network has 50,000 weights. How many bytes do they take at 4 bits each, counting nothing else?",
    answer: 25_000,
    mistakes: [
      { answer: 200_000, hint: "Those are bits. A byte has eight of them." },
      { answer: 50_000, hint: "That is a byte for each weight. Four bits are less." },
      { answer: 12_500, hint: "That is two bits for each weight." },
      { answer: 100_000, hint: "Two bytes for each weight? Four bits are less than one." },
      { answer: 400_000, hint: "More than in float32? Divide instead of multiplying." },
    ],
    hint: "How many weights of four bits fit into a byte?",
    method: "Count the bits, and divide by eight.",
    explanation:
      "50,000 · 4 / 8 = 25,000: two weights share a byte. In float32 they would take 200,000 bytes. A file needs a " +
      "little more, for the steps and for the shapes.",
  },
  {
    id: "09-2",
    level: "warm-up",
    question:
      "A network does 2,000,000 multiply-adds per digit, at 4.6 pJ each. How many digits can it read for one joule, " +
      "if nothing but the arithmetic costs energy? (1 pJ is 10⁻¹² J.)",
    answer: 1 / (2e6 * 4.6e-12),
    tolerance: 0.01,
    mistakes: [
      {
        answer: 2e6 * 4.6e-12,
        hint: "That is what one digit costs in joules. The question is the other way round.",
      },
      {
        answer: 1 / 4.6e-12,
        hint: "That is how many multiply-adds a joule buys. How many digits are they?",
      },
      { answer: 1 / (2e6 * 4.6e-9), hint: "A factor of a thousand: pico is 10⁻¹²." },
      { answer: 1 / (2e6 * 4.6e-6), hint: "You took microjoules. Pico is 10⁻¹²." },
      { answer: 1 / (2e6 * 3.7e-12), hint: "The addition costs something, too: 4.6 pJ are both." },
      {
        answer: 1e6 / (2e6 * 4.6e-12),
        hint: "Check the powers of ten: the answer is about a hundred thousand.",
      },
    ],
    hint: "What does one digit cost in joules?",
    method: "One digit costs 2,000,000 times 4.6 · 10⁻¹² J. Divide a joule by that.",
    explanation:
      "A digit costs 9.2 µJ, so a joule is enough for some 109,000. The energy bill of a real machine is a great " +
      "deal longer: memory, and everything that runs while it waits.",
  },
  {
    id: "09-3",
    level: "medium",
    question:
      "Write quantisation: a function that takes weights and a number of bits, 2 or more, and rounds each weight to " +
      "a multiple of a step. The step is the largest |w| divided by the largest whole number, 2^(bits − 1) − 1. " +
      "If all weights are 0, they stay 0.",
    signature: "(weights: number[], bits: number) => number[]",
    answer: (weights: number[], bits: number) => quantise(weights, 2 ** (bits - 1) - 1),
    cases: () => [
      [[0.5, -1, 0.26, 0], 4],
      [[3, -7, 1.2, 0.4, -2.6], 4],
      [[0.9, 0.2, -0.6, -1], 2],
      [[-4, 1.3, 0.7], 3],
      [[127, -12.4, 3.6, 0.2], 8],
      [[0, 0], 4],
    ],
    solution: `function answer(weights: number[], bits: number): number[] {
  const largest = Math.max(...weights.map(Math.abs));
  if (largest === 0) return [...weights];
  const step = largest / (2 ** (bits - 1) - 1);
  return weights.map((w) => step * Math.round(w / step));
}`,
    mistakes: [
      {
        answer: (weights: number[], bits: number) => quantise(weights, 2 ** bits - 1),
        hint: "One of the bits is for the sign.",
      },
      {
        answer: (weights: number[], bits: number) => quantise(weights, 2 ** (bits - 1)),
        hint: "Almost: the largest whole number is one less. Zero needs a place, too.",
      },
      {
        answer: (weights: number[], bits: number) =>
          quantise(weights, 2 ** (bits - 1) - 1, Math.floor),
        hint: "You round down. A weight goes to the nearest multiple.",
      },
      {
        answer: (weights: number[], bits: number) =>
          quantise(weights, 2 ** (bits - 1) - 1, Math.trunc),
        hint: "You cut off what is behind the point. A weight goes to the nearest multiple.",
      },
      {
        answer: (weights: number[], bits: number) => {
          const most = 2 ** (bits - 1) - 1, step = largestOf(weights) / most || 1;
          return weights.map((w) => Math.round(w / step) + 0);
        },
        hint: "Those are the whole numbers. Multiply them by the step.",
      },
      {
        answer: (weights: number[], bits: number) => {
          const step = Math.max(...weights) / (2 ** (bits - 1) - 1) || 1;
          return weights.map((w) => step * Math.round(w / step) + 0);
        },
        hint: "The largest weight may be a negative one: take the largest size.",
      },
    ],
    hint: "First the step, then round w / step, then back.",
    method: "step = max |w| / (2^(bits − 1) − 1). Each weight becomes step · round(w / step).",
    explanation:
      "The largest weight is kept exactly, whatever the others need. With few bits it is better to cut it off and " +
      "take a smaller step, as section 9.3 does.",
  },
  {
    id: "09-4",
    level: "medium",
    question:
      "Write pruning: a function that takes weights and the share of them that is kept, and sets the others, those " +
      "nearest to 0, to 0. The number that is kept is rounded to a whole number. (No two weights have the same size.)",
    signature: "(weights: number[], share: number) => number[]",
    answer: (weights: number[], share: number) =>
      prune(weights, Math.round(share * weights.length)),
    cases: () => [
      [[0.5, -0.1, 0.3, -0.9], 0.5],
      [[-3, 2, -1, 0.5, 4, 0.2], 0.5],
      [[5, -6, 7, -8, 9], 0.3],
      [[1, 2, 3], 1],
      [[0.4, -0.7, 0.2], 0],
      [[-1.5, 1.2, -0.2, 0.1, 0.9, -2.2, 3, -0.6, 0.7, 0.05], 0.2],
    ],
    solution: `function answer(weights: number[], share: number): number[] {
  const kept = Math.round(share * weights.length);
  const places = [...weights.keys()].sort((a, b) => Math.abs(weights[b]) - Math.abs(weights[a]));
  const largest = new Set(places.slice(0, kept));
  return weights.map((w, i) => largest.has(i) ? w : 0);
}`,
    mistakes: [
      {
        answer: (weights: number[], share: number) =>
          prune(weights, weights.length - Math.round(share * weights.length)),
        hint: "You keep as many as should go.",
      },
      {
        answer: (weights: number[], share: number) =>
          prune(weights, Math.round(share * weights.length), (w) => w),
        hint: "You keep the largest numbers. −0.9 is far from 0, too: compare sizes.",
      },
      {
        answer: (weights: number[], share: number) =>
          prune(weights, Math.round(share * weights.length), (w) => -Math.abs(w)),
        hint: "You keep those that are nearest to 0. They do the least.",
      },
      {
        answer: (weights: number[], share: number) =>
          [...weights].sort((a, b) => Math.abs(b) - Math.abs(a))
            .map((w, i) => i < Math.round(share * weights.length) ? w : 0),
        hint: "You have sorted them. Each weight must stay at its place.",
      },
      {
        answer: (weights: number[], share: number) =>
          prune(weights, Math.round(share * weights.length)).filter((w) => w !== 0),
        hint: "The others are not left out: they become 0, at their places.",
      },
      {
        answer: (weights: number[], share: number) =>
          prune(weights, Math.floor(share * weights.length)),
        hint: "Round the number that is kept; you cut it off.",
      },
    ],
    hint: "Which weights are kept? Sort their places, not themselves.",
    method:
      "Sort the places by the size of the weight, largest first. The first round(share · n) of them keep theirs.",
    explanation:
      "Size is a rough measure of use: a large weight on an input that is always 0 does nothing at all. That is " +
      "why training usually goes on after pruning.",
  },
  {
    id: "09-5",
    level: "medium",
    question:
      "Winograd's F(2×2, 3×3) makes 2 × 2 outputs with 16 products, in place of 36. Its larger relative " +
      "F(4×4, 3×3) makes 4 × 4 outputs from tiles of 6 × 6 pixels, with one product for each pixel of the tile. How many " +
      "times as many products does the plain formula need?",
    answer: 4,
    mistakes: [
      { answer: 2.25, hint: "That is F(2×2, 3×3): 36 / 16." },
      {
        answer: 9,
        hint: "That is what the plain formula takes for each output. How many does Winograd?",
      },
      {
        answer: 16,
        hint: "That is how many outputs a tile has. How many products, before and after?",
      },
      { answer: 0.25, hint: "The other way round: the plain formula needs more." },
      { answer: 1, hint: "36 products here, and 36 there? These 36 make more outputs." },
      {
        answer: 36,
        hint: "That is what Winograd's takes. And the plain formula for 4 × 4 outputs?",
      },
    ],
    hint: "How many products does the plain formula take for 4 × 4 outputs?",
    method: "The plain formula takes 9 products per output, Winograd one per pixel of the tile.",
    explanation:
      "4 · 4 · 9 = 144 products in place of 6 · 6 = 36. The larger the tile, the larger the factor, up to 9; but the " +
      "numbers in the matrices grow, and rounding errors with them.",
  },
  {
    id: "09-6",
    level: "medium",
    question:
      "Find the bugs. This function is meant to compute two outputs from four pixels and three weights by Winograd's " +
      "F(2, 3), but has two bugs. Write it correctly.\n\n" + BUGGY,
    signature: "(d: number[], g: number[]) => number[]",
    answer: (d: number[], g: number[]) => winograd(d, g),
    cases: () => [
      [[3, 1, 4, 1], [2, 7, 1]],
      [[1, 0, 0, 0], [1, 2, 3]],
      [[0, 0, 0, 1], [1, 2, 3]],
      [[5, -2, 0.5, 8], [-1, 4, 2.5]],
    ],
    solution: `function answer(d: number[], g: number[]): number[] {
  const m1 = (d[0] - d[2]) * g[0];
  const m2 = (d[1] + d[2]) * (g[0] + g[1] + g[2]) / 2;
  const m3 = (d[2] - d[1]) * (g[0] - g[1] + g[2]) / 2;
  const m4 = (d[1] - d[3]) * g[2];
  return [m1 + m2 + m3, m2 - m3 - m4];
}`,
    mistakes: [
      {
        answer: (d: number[], g: number[]) => winograd(d, g, { end: 1 }),
        hint: "One of two: m₃ is right now. Look at the second output.",
      },
      {
        answer: (d: number[], g: number[]) => winograd(d, g, { middle: 1 }),
        hint: "One of two: the outputs are right now. Look at the signs of the weights.",
      },
      {
        answer: (d: number[], g: number[]) => winograd(d, g, { middle: 1, end: 1 }),
        hint: "Both bugs are still in it. What is m₂ + m₃ meant to be?",
      },
      {
        answer: (d: number[], g: number[]) => winograd(d, [...g].reverse()),
        hint: "The kernel is turned round. In this book it is applied as it is.",
      },
      {
        answer: (d: number[], g: number[]) => winograd(d, g).reverse(),
        hint: "The two outputs are swapped.",
      },
      {
        answer: (d: number[], g: number[]) => winograd(d, g).slice(0, 1),
        hint: "That is one output. There are two.",
      },
    ],
    hint: "Try pixels that are all 0 except for one, and compare with the plain sum.",
    method:
      "m₂ + m₃ should be d₁g₁ + d₂(g₀ + g₂), and m₂ − m₃ should be d₁(g₀ + g₂) + d₂g₁. Write both out.",
    explanation:
      "In m₃ the sign belongs to g₁, and m₄ is taken away from the second output. Of course the plain sum is right as " +
      "well; that is how you can tell.",
  },
  {
    id: "09-7",
    level: "medium",
    question:
      "A 3 × 3 convolution takes 64 channels to 128. How many times as many multiply-adds does it need as a depthwise " +
      "separable one (3 × 3 in each channel, then 1 × 1)? Two decimals.",
    answer: 9 * 64 * 128 / (9 * 64 + 64 * 128),
    tolerance: 0.001,
    mistakes: [
      {
        answer: 9,
        hint: "That would be the 1 × 1 convolution alone. The 3 × 3 part costs something, too.",
      },
      { answer: 128, hint: "That would be the 3 × 3 part alone. Mixing the channels costs more." },
      {
        answer: (9 * 64 + 64 * 128) / (9 * 64 * 128),
        hint: "The other way round: by what factor is the plain one dearer?",
      },
      {
        answer: 9 * 64 * 128 / (9 * 128 + 64 * 128),
        hint: "The 3 × 3 part comes first, in each of the 64 channels.",
      },
      {
        answer: 9 * 64 * 128 / (9 + 64 * 128),
        hint: "There is a 3 × 3 window for each of the 64 channels, not one for all.",
      },
      {
        answer: 9 * 64 * 128 - (9 * 64 + 64 * 128),
        hint: "That is the difference. The ratio is asked for.",
      },
    ],
    hint: "Count the weights of both at one place: every place has the same.",
    method:
      "Plain: 9 · 64 · 128 per place. Separable: 9 · 64 for the windows and 64 · 128 for mixing.",
    explanation:
      "73,728 / 8,768 = 8.41. With more filters it comes closer to 9, the size of the window: mixing the channels is " +
      "what is left.",
  },
  {
    id: "09-8",
    level: "medium",
    question:
      "A core does 50 GFLOPS at most, and memory moves 10 GB per second. How many GFLOPS can a layer reach that does 2 " +
      "operations per byte?",
    answer: 20,
    mistakes: [
      { answer: 50, hint: "That is the flat part of the roof. Does memory bring enough for that?" },
      {
        answer: 5,
        hint:
          "That many operations per byte, or more, make the processor the limit. Here there are 2.",
      },
      {
        answer: 10,
        hint: "That is how many GB come per second. How many operations does each byte bring?",
      },
      {
        answer: 25,
        hint: "You divided the processor's limit by the intensity. Memory is the limit here.",
      },
      { answer: 100, hint: "More than the processor can do?" },
      { answer: 0.2, hint: "Bytes per second times operations per byte." },
    ],
    hint: "How many operations do the bytes of one second allow?",
    method:
      "The smaller of two numbers: what the processor does, and bytes per second times operations per byte.",
    explanation:
      "10 · 2 = 20 GFLOPS, two fifths of what the core could do. A processor twice as fast would change nothing; 8-bit " +
      "numbers in place of float32 would.",
  },
  {
    id: "09-9",
    level: "medium",
    question:
      "A core does 50 GFLOPS alone. Two of them, at work at once, do 26 and 27. You train with one worker, and a step " +
      "takes 20 ms. What do you expect of two workers on this machine, now?",
    options: {
      a: "about 10 ms: two workers, half the time",
      b: "about 20 ms: together the two do hardly more than one",
      c: "about 40 ms: each core is half as fast",
      d: "about 5 ms: each worker has half the digits and twice the caches",
      e: "nothing: it depends on memory alone",
      f: "about 15 ms: halfway",
    },
    answer: "b",
    mistakes: [
      { answer: "a", hint: "That takes two cores with 50 each. These have 53 together." },
      { answer: "c", hint: "Each is half as fast, and has half of the digits." },
      { answer: "d", hint: "Caches do not make up for a core that is not there." },
      { answer: "e", hint: "Multiply-adds in registers wait for no memory, and they were halved." },
      { answer: "f", hint: "Halfway to what? Add the two up, and compare with the one." },
    ],
    hint: "How much work per second do the two do together?",
    method: "Add the two speeds and divide by the one: by that factor a step gets faster, at best.",
    explanation:
      "26 + 27 = 53, against 50: a gain of 6 % at best, and waiting for each other costs something, too. The second core " +
      "is a second name for the first one, or somebody else is using it.",
  },
  {
    id: "09-10",
    level: "medium",
    question:
      "A network's error follows a power law in the number of digits: 4 % with 1,000, and 1 % with 16,000. How many digits " +
      "does it need for 0.5 %?",
    answer: 64_000,
    tolerance: 0.001,
    mistakes: [
      {
        answer: 32_000,
        hint: "Twice the digits for half the error? From 1,000 to 16,000 it took more.",
      },
      { answer: 256_000, hint: "Sixteen times as many would divide the error by 4 again." },
      {
        answer: 24_000,
        hint: "A power law is a straight line on logarithmic axes, not on plain ones.",
      },
      {
        answer: 18_500,
        hint:
          "A power law is a straight line on logarithmic axes, not on plain ones: it flattens out.",
      },
      { answer: 128_000, hint: "Eight times as many divide the error by more than 2." },
      { answer: 0.5, hint: "That is the exponent b. What does it say about half the error?" },
    ],
    hint: "By what factor did the digits grow when the error fell to a quarter?",
    method: "16^b = 4 gives b = 0.5. Half the error takes a factor f with f^b = 2.",
    explanation:
      "b = ln 4 / ln 16 = 0.5, so half the error takes four times the digits: 64,000. The next half takes 256,000, and " +
      "then a million.",
  },
  {
    id: "09-11",
    level: "hard",
    question:
      "Write attention for one query: a function that takes the query, the keys and the values (a row per patch), and " +
      "returns what the query's patch gets: the values, weighted by the softmax of q · k / √D, where D is the length of q.",
    signature: "(q: number[], keys: number[][], values: number[][]) => number[]",
    answer: (q: number[], keys: number[][], values: number[][]) => attend(q, keys, values),
    cases: () => [
      [[1, 0], [[1, 0], [0, 1]], [[1, 2, 3], [4, 5, 6]]],
      [[2, -1, 0.5, 1], [[1, 1, 1, 1], [0, 2, -1, 0.5], [-1, 0, 3, 2]], [[1, 0], [0, 1], [
        0.5,
        -2,
      ]]],
      [[0, 0], [[3, 4], [5, -6]], [[1], [3]]],
      [[60, 60], [[20, 0], [0, 21]], [[1, 1], [2, -2]]],
      [[1, 2, 3], [[4, 5, 6]], [[7, 8]]],
      [[500, 0], [[30, 1], [29, 1]], [[1, 5], [2, 6]]],
    ],
    tolerance: 1e-5,
    solution: `function answer(q: number[], keys: number[][], values: number[][]): number[] {
  const scores = keys.map((k) => k.reduce((s, x, i) => s + x * q[i], 0) / Math.sqrt(q.length));
  const most = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - most));
  const sum = powers.reduce((a, b) => a + b);
  return values[0].map((_, i) => powers.reduce((s, p, r) => s + p / sum * values[r][i], 0));
}`,
    mistakes: [
      {
        answer: (q: number[], keys: number[][], values: number[][]) =>
          attend(q, keys, values, { scale: 1 }),
        hint: "The products are divided by √D, D being the length of the query.",
      },
      {
        answer: (q: number[], keys: number[][], values: number[][]) =>
          attend(q, keys, values, { scale: q.length }),
        hint: "Divided by the root of the length, not by the length.",
      },
      {
        answer: (q: number[], keys: number[][], values: number[][]) =>
          attend(q, keys, values, { scale: Math.sqrt(keys.length) }),
        hint: "The root of the query's length, not of the number of patches.",
      },
      {
        answer: (q: number[], keys: number[][], values: number[][]) =>
          attend(q, keys, values, { hard: true }),
        hint: "You take the best value alone. Attention takes all of them, in proportion.",
      },
      {
        answer: (q: number[], keys: number[][], values: number[][]) =>
          attend(q, keys, values, { sum: true }),
        hint: "The shares must add up to 1: divide by their sum.",
      },
      {
        answer: (q: number[], keys: number[][], values: number[][]) =>
          attend(q, keys, values, { even: true }),
        hint: "Every patch has the same share. Where does the query come in?",
      },
      {
        answer: (q: number[], keys: number[][], values: number[][]) =>
          attend(q, keys, values, { naive: true }),
        hint:
          "Right for small scores. A large one overflows in exp: subtract the largest first (notebook 5).",
      },
    ],
    hint: "Three lines: scores, softmax, weighted sum.",
    method:
      "score_r = q · k_r / √D; shares = softmax(scores), with the largest score subtracted first; result = Σ share_r · v_r.",
    explanation:
      "With a query of zeros all shares are equal, and the result is the mean of the values. The root keeps the scores " +
      "near 1 in size: a sum of D products of random numbers grows like √D, and a softmax of large scores is all or nothing.",
  },
  {
    id: "09-12",
    level: "hard",
    question:
      "Write Huffman's cost: a function that takes how often each symbol occurs (at least two symbols) and returns how " +
      "many bits the whole text takes in Huffman's code.",
    signature: "(counts: number[]) => number",
    answer: (counts: number[]) => huffman(counts),
    cases: () => [
      [[7, 2, 1]],
      [[1, 1]],
      [[1, 1, 1, 1]],
      [[5, 9, 12, 13, 16, 45]],
      [[8, 1, 1, 1, 1]],
      [[100, 3, 30, 9, 1]],
    ],
    solution: `function answer(counts: number[]): number {
  const heap = [...counts];
  let bits = 0;
  while (heap.length > 1) {
    heap.sort((a, b) => b - a);
    const both = heap.pop()! + heap.pop()!;
    bits += both;
    heap.push(both);
  }
  return bits;
}`,
    mistakes: [
      {
        answer: (counts: number[]) => total(counts) * Math.ceil(Math.log2(counts.length)),
        hint: "That is a code in which all symbols are equally long.",
      },
      {
        answer: (counts: number[]) => entropyBits(counts),
        hint: "That is the entropy. Huffman's code spends whole bits on each symbol.",
      },
      {
        answer: (counts: number[]) => Math.ceil(entropyBits(counts)),
        hint: "That is the entropy, rounded up. It is each symbol's code that has whole bits.",
      },
      {
        answer: (counts: number[]) =>
          counts.reduce((sum, n) => sum + n * Math.ceil(Math.log2(total(counts) / n)), 0),
        hint:
          "You round each symbol's length up. That is Shannon's code; Huffman's is never longer.",
      },
      {
        answer: (counts: number[]) => huffman(counts, -1),
        hint: "You join the two most frequent symbols. The rare ones get the long codes.",
      },
      {
        answer: (counts: number[]) => huffman(counts) / total(counts),
        hint: "That is the mean per symbol. How many bits does the whole text take?",
      },
      {
        answer: (counts: number[]) => huffman(counts) - total(counts),
        hint: "The last step counts, too: it gives every symbol a bit.",
      },
    ],
    hint: "What does joining two symbols cost? A bit for each time that one of them occurs.",
    method:
      "While there are several counts: take the two smallest away, put their sum back, and add that sum to the cost.",
    explanation:
      "7, 2 and 1: first 2 + 1 = 3, then 7 + 3 = 10, 13 bits together. The codes have 1, 2 and 2 bits. The entropy is 11.6 " +
      "bits; no code of whole bits comes closer.",
  },
];

/** The largest size of some weights. */
function largestOf(weights: readonly number[]): number {
  return Math.max(...weights.map(Math.abs));
}

/** Weights as multiples of a step, `most` of which make the largest. */
function quantise(weights: number[], most: number, round = Math.round): number[] {
  const step = largestOf(weights) / most || 1;
  return weights.map((w) => step * round(w / step) + 0); // no −0
}

/** Weights without all but the first by a key. */
function prune(weights: number[], count: number, key: (w: number) => number = Math.abs): number[] {
  const places = [...weights.keys()].sort((a, b) => key(weights[b]) - key(weights[a]));
  const kept = new Set(places.slice(0, count));
  return weights.map((w, i) => kept.has(i) ? w : 0);
}

/** F(2, 3), with the bugs of 09-6 where a sign is 1. */
function winograd(d: number[], g: number[], { middle = -1, end = -1 } = {}): number[] {
  const [m2, m3] = [
    (d[1] + d[2]) * (g[0] + g[1] + g[2]) / 2,
    (d[2] - d[1]) * (g[0] + middle * g[1] - middle * g[2]) / 2,
  ];
  return [(d[0] - d[2]) * g[0] + m2 + m3, m2 - m3 + end * (d[1] - d[3]) * g[2]];
}

/** Mistakes that somebody may make in attention. */
interface AttentionFaults {
  readonly scale?: number;
  readonly hard?: boolean;
  readonly sum?: boolean;
  readonly even?: boolean;
  readonly naive?: boolean;
}

/** Computes the values that one query gets. */
function attend(
  q: number[],
  keys: number[][],
  values: number[][],
  faults: AttentionFaults = {},
): number[] {
  const { scale = Math.sqrt(q.length), hard, sum, even, naive } = faults;
  const scores = keys.map((k) => even ? 0 : k.reduce((s, x, i) => s + x * q[i], 0) / scale);
  const most = Math.max(...scores);
  const powers = scores.map((z) => hard ? (z === most ? 1 : 0) : Math.exp(naive ? z : z - most));
  const whole = sum ? 1 : total(powers);
  return values[0].map((_, i) => powers.reduce((s, p, r) => s + p / whole * values[r][i], 0));
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}

/** The bits of Huffman's code; with −1 the most frequent symbols are joined first. */
function huffman(counts: readonly number[], direction = 1): number {
  const heap = [...counts];
  let bits = 0;
  while (heap.length > 1) {
    heap.sort((a, b) => direction * (b - a));
    const both = heap.pop()! + heap.pop()!;
    bits += both;
    heap.push(both);
  }
  return bits;
}

function entropyBits(counts: readonly number[]): number {
  return counts.reduce((sum, n) => sum - n * Math.log2(n / total(counts)), 0);
}
