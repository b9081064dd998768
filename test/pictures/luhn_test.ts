import assert from "node:assert/strict";
import { isLuhn, likeliestLuhn, luhnDigit } from "../../lib/pictures/mod.ts";
import { random } from "../../lib/random.ts";

Deno.test("isLuhn() accepts numbers that issuers give for tests, and nothing one digit away", () => {
  for (const number of ["4111111111111111", "5555555555554444", "378282246310005", "79927398713"]) {
    assert.ok(isLuhn(number), number);
    for (let i = 0; i < number.length; i++) {
      for (let digit = 0; digit < 10; digit++) {
        const other = number.slice(0, i) + digit + number.slice(i + 1);
        assert.equal(isLuhn(other), other === number, other);
      }
    }
  }
});

Deno.test("isLuhn() notices every swap of two neighbours but 09 and 90", () => {
  const passes: string[] = [];
  for (let pair = 0; pair < 100; pair++) {
    const [a, b] = [...`${pair}`.padStart(2, "0")];
    if (a !== b && isLuhn(b + a + luhnDigit(a + b))) passes.push(a + b);
  }
  assert.deepEqual(passes, ["09", "90"]);
});

Deno.test("luhnDigit() is the one digit of ten that passes", () => {
  for (const start of ["7992739871", "411111111111111", "0", "9", "123"]) {
    const passing = Array.from({ length: 10 }, (_, digit) => digit)
      .filter((digit) => isLuhn(start + digit));
    assert.deepEqual(passing, [luhnDigit(start)]);
  }
});

Deno.test("likeliestLuhn() finds what trying all numbers finds, and how probable it is", () => {
  for (let seed = 1; seed <= 20; seed++) {
    const next = random(seed);
    const rows = Array.from({ length: 4 }, () => {
      const row = Array.from({ length: 10 }, () => next() ** 4);
      const sum = row.reduce((a, b) => a + b);
      return row.map((p) => p / sum);
    });
    let best = "", most = 0, total = 0;
    for (let n = 0; n < 10_000; n++) {
      const text = `${n}`.padStart(4, "0");
      if (!isLuhn(text)) continue;
      const p = [...text].reduce((product, digit, i) => product * rows[i][Number(digit)], 1);
      total += p;
      if (p > most) [best, most] = [text, p];
    }
    const found = likeliestLuhn(rows);
    assert.equal(found.text, best);
    assert.ok(Math.abs(found.probability - most / total) < 1e-12);
  }
});

Deno.test("Luhn's functions refuse what is not a number, in a sentence", () => {
  for (const wrong of ["", "4", "41a1", "4111 1111"]) {
    assert.throws(() => isLuhn(wrong), RangeError);
  }
  assert.throws(() => luhnDigit("x"), /made of digits alone/);
  assert.throws(() => likeliestLuhn([[1]]), /with 1 probabilities: it must have 10/);
  assert.throws(() => likeliestLuhn([Array(10).fill(0.1)]), /fewer than two/);
});
