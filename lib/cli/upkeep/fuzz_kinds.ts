/** All parts of this library that read bytes from outside, with good and bad input for each. */

import { CommanderError } from "commander";
import { createHash } from "node:crypto";
import { crc32, gzipSync } from "node:zlib";
import * as tf from "@tensorflow/tfjs";
import { join } from "@std/path";
import { useWasm } from "../../backend/mod.ts";
import {
  builtinDigits,
  type Digits,
  type IdxData,
  type Manifest,
  readDigits,
  readIdx,
  readMnist,
  writeDigits,
  writeIdx,
} from "../../dataset/mod.ts";
import { readIdxFolder } from "../../dataset/idx_folder.ts";
import { pack, packed, tinyNetwork, unpack } from "../../compression/mod.ts";
import { loadModel, saveModel } from "../../model/mod.ts";
import { labelledPictures } from "../../pictures/labelled_pictures.ts";
import { readPhoto } from "../../pictures/mod.ts";
import { type Random, random } from "../../random.ts";
import { type Checkpoint, loadCheckpoint, saveCheckpoint } from "../../training/mod.ts";
import { command, positiveNumber, wholeNumber } from "../command.ts";
import { damaged, damagedJson, noise, oneOf, upTo } from "./fuzz_damage.ts";

/** One input, ready to be read. */
export interface Input {
  /** True if it is undamaged, and so must be accepted. */
  readonly sound: boolean;
  /**
   * Reads it.
   *
   * @returns a fault in what was accepted; undefined without any
   * @throws the error that refuses it
   */
  read(): Promise<string | undefined> | string | undefined;
}

/** A kind of input. */
export interface Kind {
  /** The name of the kind. */
  readonly name: string;
  /** The percentage of inputs that are of this kind. */
  readonly share: number;
  /**
   * Prepares the kind.
   *
   * @param folder an empty folder to work in
   * @returns a function that makes a random input
   */
  open(folder: string): Promise<(next: Random) => Promise<Input> | Input>;
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

/** Bytes that are sometimes intact and otherwise damaged. */
function perhapsDamaged(bytes: Uint8Array, next: Random): Uint8Array<ArrayBuffer> {
  if (next() < 0.05) return Uint8Array.from(bytes);
  return next() < 0.05 ? noise(upTo(400, next), next) : damaged(bytes, next);
}

const idx: Kind = {
  name: "IDX files",
  share: 15,
  open: () =>
    Promise.resolve((next) => {
      const shape = Array.from({ length: upTo(5, next) }, () => upTo(6, next));
      const length = shape.reduce((product, size) => product * size, 1);
      const make = oneOf<() => IdxData>([
        () => noise(length, next),
        () => Int8Array.from(noise(length, next)),
        () => Int16Array.from(noise(length, next)),
        () => Int32Array.from(noise(length, next)),
        () => Float32Array.from(noise(length, next)),
        () => Float64Array.from(noise(length, next)),
      ], next);
      const whole = writeIdx({ shape, data: make() });
      const bytes = perhapsDamaged(whole, next);
      return {
        sound: same(bytes, whole),
        read: () => {
          const array = readIdx(bytes, "numbers-idx");
          if (array.data.some(Number.isNaN)) return undefined; // the bits of NaN are not kept
          return same(writeIdx(array), bytes) ? undefined : "it is not what the file holds";
        },
      };
    }),
};

const pairs: Kind = {
  name: "pairs of images and labels",
  share: 10,
  open: () => {
    const set = builtinDigits({ count: 3, seed: 1 });
    const whole = writeDigits(set);
    return Promise.resolve((next) => {
      const spoilt = next() < 0.5 ? "images" : "labels";
      const files = { ...whole, [spoilt]: perhapsDamaged(whole[spoilt], next) };
      return {
        sound: same(files[spoilt], whole[spoilt]),
        read: () => {
          const read: Digits = readDigits(
            "set",
            { file: "images-idx3", bytes: files.images },
            { file: "labels-idx1", bytes: files.labels },
          );
          const again = writeDigits(read);
          const kept = same(again.images, files.images) && same(again.labels, files.labels);
          return kept ? undefined : "it is not what the files hold";
        },
      };
    });
  },
};

/** A data set in the form of MNIST: three digits to learn from, two to test with. */
function smallSet(): { manifest: Manifest; contents: Map<string, Uint8Array> } {
  const contents = new Map<string, Uint8Array>();
  const describe = (name: string, items: number, bytes: Uint8Array) => {
    contents.set(name, bytes);
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    return { name, items, bytes: bytes.length, sha256 };
  };
  const part = (name: string, count: number) => {
    const { images, labels } = writeDigits(builtinDigits({ count, seed: count }));
    return {
      images: describe(`${name}-images`, count, images),
      labels: describe(`${name}-labels`, count, labels),
    };
  };
  const files = { training: part("train", 3), test: part("t10k", 2) };
  return { manifest: { name: "small MNIST", mirrors: [], files }, contents };
}

/** Archives that become much larger when unpacked. */
function bombs(): Uint8Array[] {
  const zeros = gzipSync(new Uint8Array(64 * 2 ** 20)); // 64 MiB in 64 kB
  return [zeros, gzipSync(zeros), Uint8Array.from([...zeros, ...zeros])];
}

const archives: Kind = {
  name: "archives",
  share: 10,
  open: async (folder) => {
    const { manifest, contents } = smallSet();
    const explosive = bombs();
    for (const [name, bytes] of contents) {
      await Deno.writeFile(join(folder, `${name}.gz`), gzipSync(bytes));
    }
    return async (next) => {
      const { name } = manifest.files.training.images;
      const content = contents.get(name)!, plain = next() < 0.3;
      const whole = plain ? content : gzipSync(content, { level: upTo(10, next) });
      const stored = next() < 0.02 ? oneOf(explosive, next) : perhapsDamaged(whole, next);
      await Deno.remove(join(folder, name)).catch(() => {}); // of the input before
      await Deno.writeFile(join(folder, plain ? name : `${name}.gz`), stored);
      if (plain) await Deno.remove(join(folder, `${name}.gz`)).catch(() => {});
      return {
        sound: same(stored, whole),
        read: async () => {
          const { images } = await readMnist(folder, "training", manifest);
          return same(images, content.subarray(16)) ? undefined : "the pixels are others";
        },
      };
    };
  },
};

/** Sets of pictures in a folder without checksums: what is read must be consistent. */
const folders: Kind = {
  name: "folders of pictures",
  share: 10,
  open: (folder) => {
    const whole = new Map<string, Uint8Array>();
    for (const [part, count] of [["train", 3], ["t10k", 2]] as const) {
      const { images, labels } = writeDigits(builtinDigits({ count, seed: count }));
      whole.set(`${part}-images-idx3-ubyte`, images).set(`${part}-labels-idx1-ubyte`, labels);
    }
    const classes = Array.from({ length: 10 }, (_, c) => `class ${c}`).join("\n");
    whole.set("classes.txt", new TextEncoder().encode(classes));
    const names = [...whole.keys()];
    return Promise.resolve(async (next) => {
      for (const name of names) {
        await Deno.writeFile(join(folder, name), whole.get(name)!);
        await Deno.remove(join(folder, `${name}.gz`)).catch(() => {}); // of the input before
      }
      const name = oneOf(names, next), content = whole.get(name)!;
      const packed = name !== "classes.txt" && next() < 0.3;
      const sound: Uint8Array = packed ? gzipSync(content) : content;
      const bytes = perhapsDamaged(sound, next);
      if (packed) await Deno.remove(join(folder, name));
      await Deno.writeFile(join(folder, packed ? `${name}.gz` : name), bytes);
      return {
        sound: same(bytes, sound),
        read: async () => {
          const set = await readIdxFolder(folder, "MNIST");
          if (!set) return "the folder is empty";
          for (const { images, labels, shape = [], classes } of [set.training, set.test]) {
            const pixels = shape.reduce((product, size) => product * size, 1);
            if (images.length !== labels.length * pixels) return `${images.length} pixels`;
            if (classes && labels.some((label) => label >= classes.length)) {
              return "labels of no class";
            }
          }
          return undefined;
        },
      };
    });
  },
};

/** A small network with two branches and weights that are not trivial. */
function smallNetwork(): tf.LayersModel {
  const { add, batchNormalization, conv2d, dense, dropout, flatten } = tf.layers;
  const seeded = (seed: number) => tf.initializers.glorotUniform({ seed });
  const input = tf.input({ shape: [6, 6, 1] });
  const convolved = conv2d({ filters: 2, kernelSize: 3, kernelInitializer: seeded(1) })
    .apply(input) as tf.SymbolicTensor;
  const row = flatten().apply(batchNormalization().apply(convolved)) as tf.SymbolicTensor;
  const branches = [2, 3].map((seed) =>
    dense({ units: 3, kernelInitializer: seeded(seed) }).apply(row)
  );
  const sum = add().apply(branches as tf.SymbolicTensor[]);
  const outputs = dense({ units: 3, activation: "softmax", kernelInitializer: seeded(4) })
    .apply(dropout({ rate: 0.5 }).apply(sum)) as tf.SymbolicTensor;
  return tf.model({ inputs: input, outputs });
}

/** The output of a network for a fixed picture; disposes of the network. */
function saidBy(model: tf.LayersModel): string {
  const said = tf.tidy(() => {
    const picture = tf.linspace(0, 1, 36).reshape([1, 6, 6, 1]);
    return [model.predict(picture)].flat().map((output) => output.dataSync().join()).join("; ");
  });
  return said;
}

/** Loads a network; one accepted without a notice must equal the one that was saved. */
async function loadAndCompare(folder: string, expected: string): Promise<string | undefined> {
  let noticed = false;
  const before = tf.memory().numTensors;
  const model = await loadModel(folder, { onNotice: () => noticed = true });
  try {
    if (noticed) return undefined; // it has no checksum, and the user is told
    return saidBy(model) === expected ? undefined : "it is another network than the one saved";
  } finally {
    model.dispose();
    const left = tf.memory().numTensors - before;
    if (left > 0) tf.disposeVariables();
  }
}

/** Saves the small network; returns its files and its output. */
async function savedNetwork(folder: string) {
  await useWasm();
  const model = smallNetwork();
  await saveModel(model, folder);
  const said = saidBy(model);
  model.dispose();
  const names = await Array.fromAsync(Deno.readDir(folder), ({ name }) => name);
  const weights = join(folder, names.find((name) => name.endsWith(".bin"))!);
  return { said, topology: join(folder, "model.json"), weights };
}

/** The content of a sealed JSON file, without its seal. */
function unsealed(json: string): string {
  const { sha256: _, ...content } = JSON.parse(json);
  return JSON.stringify(content);
}

const networks: Kind = {
  name: "model.json files",
  share: 15,
  open: async (folder) => {
    const { said, topology } = await savedNetwork(folder);
    const whole = await Deno.readFile(topology);
    const text = new TextDecoder().decode(whole), content = unsealed(text);
    return async (next) => {
      const bytes = next() < 0.5
        ? perhapsDamaged(whole, next)
        : new TextEncoder().encode(damagedJson(next() < 0.8 ? content : text, next));
      await Deno.writeFile(topology, bytes);
      return { sound: same(bytes, whole), read: () => loadAndCompare(folder, said) };
    };
  },
};

/** The list of a network's weights: their names, shapes and files. */
const manifests: Kind = {
  name: "manifests",
  share: 10,
  open: async (folder) => {
    const { said, topology } = await savedNetwork(folder);
    const { weightsManifest, ...rest } = JSON.parse(unsealed(await Deno.readTextFile(topology)));
    return async (next) => {
      const other = JSON.parse(damagedJson(JSON.stringify(weightsManifest), next));
      await Deno.writeTextFile(topology, JSON.stringify({ ...rest, weightsManifest: other }));
      return { sound: false, read: () => loadAndCompare(folder, said) };
    };
  },
};

const weights: Kind = {
  name: "weights",
  share: 5,
  open: async (folder) => {
    const { said, weights: file } = await savedNetwork(folder);
    const whole = await Deno.readFile(file);
    return async (next) => {
      const bytes = perhapsDamaged(whole, next);
      await Deno.writeFile(file, bytes);
      return { sound: same(bytes, whole), read: () => loadAndCompare(folder, said) };
    };
  },
};

/** Models of Keras 3, as the tests keep them; these files carry no checksum. */
const keras: Kind = {
  name: "Keras 3 models",
  share: 5,
  open: async (folder) => {
    await useWasm();
    const kept = new URL("../../../test/backend/keras3/", import.meta.url);
    const models: string[] = [];
    for (const name of ["sequential-h5", "sequential-keras", "mixed-h5", "mixed-keras"]) {
      const { model, weights } = JSON.parse(
        await Deno.readTextFile(new URL(`${name}.json`, kept)),
      );
      const own = `${name}.bin`; // each has its own weights
      model.weightsManifest[0].paths = [own];
      await Deno.writeFile(join(folder, own), Uint8Array.fromBase64(weights));
      models.push(JSON.stringify(model));
    }
    return async (next) => {
      const whole = oneOf(models, next), json = next() < 0.05 ? whole : damagedJson(whole, next);
      await Deno.writeTextFile(join(folder, "model.json"), json);
      return {
        sound: json === whole,
        read: async () => {
          const model = await loadModel(folder);
          const outputs = model.outputs.length; // it is there and can be read
          model.dispose();
          return outputs > 0 ? undefined : "it is a network without outputs";
        },
      };
    };
  },
};

const checkpoints: Kind = {
  name: "checkpoints",
  share: 10,
  open: async (folder) => {
    const next = random(1);
    const numbers = () => Float32Array.from({ length: 20 }, () => next());
    const result = {
      loss: 1,
      accuracy: 0.5,
      validationLoss: 1,
      validationAccuracy: 0.5,
      seconds: 1,
    };
    await saveCheckpoint({
      run: { epochs: 2, seed: 1, parameters: 20, backend: "wasm" },
      epochs: [{ epoch: 1, ...result }],
      seconds: 1,
      stepTallies: Float64Array.of(1, 2, 3, 4),
      parameters: numbers(),
      averages: numbers(),
      mean: numbers(),
      square: numbers(),
    } as Checkpoint, folder);
    const file = join(folder, "checkpoint.json"), whole = await Deno.readFile(file);
    const expected = JSON.stringify(await loadCheckpoint(folder));
    const text = new TextDecoder().decode(whole), content = unsealed(text);
    return async (next) => {
      const bytes = next() < 0.6
        ? perhapsDamaged(whole, next)
        : new TextEncoder().encode(damagedJson(next() < 0.8 ? content : text, next));
      await Deno.writeFile(file, bytes);
      return {
        sound: same(bytes, whole),
        read: async () => {
          let noticed = false;
          const read = await loadCheckpoint(folder, { onNotice: () => noticed = true });
          if (noticed) return undefined;
          return JSON.stringify(read) === expected ? undefined : "it is another checkpoint";
        },
      };
    };
  },
};

const pictures: Kind = {
  name: "pictures",
  share: 10,
  open: async (folder) => {
    const { default: sharp } = await import("sharp");
    const { images } = builtinDigits({ count: 1, seed: 3 });
    const raw = { width: 28, height: 28, channels: 1 } as const;
    const photo = await sharp(images.map((grey) => 255 - grey), { raw })
      .extend({ top: 4, bottom: 8, left: 5, right: 9, background: "white" }).png().toBuffer();
    const drawing = () => sharp(photo);
    const wholes = await Promise.all([
      photo,
      drawing().jpeg().toBuffer(),
      drawing().jpeg({ progressive: true }).withMetadata({ orientation: 6 }).toBuffer(),
      drawing().webp().toBuffer(),
      drawing().webp({ lossless: true }).toBuffer(),
      drawing().tiff().toBuffer(),
      drawing().gif().toBuffer(),
      drawing().png({ palette: true, progressive: true }).toBuffer(),
    ]);
    return async (next) => {
      const whole = oneOf(wholes, next), bytes = perhapsDamaged(whole, next);
      const file = join(folder, "photo");
      await Deno.writeFile(file, bytes);
      return {
        sound: same(bytes, whole),
        read: async () => {
          const digit = await readPhoto(file);
          const fits = digit.length === 784 && digit.includes(255);
          return fits ? undefined : `it is not a picture of a digit`;
        },
      };
    };
  },
};

/** Words of a command line, sensible and otherwise. */
const WORDS = [
  ...["--epochs", "--rate", "--name", "--help", "--", "-", "-x", "--epochs=2", "--rate=1e-3"],
  ...["0", "1", "-1", "10000", "10001", "1.5", "1e3", "0x10", "١", " 1", "", "NaN", "Infinity"],
  ...["a", "b", "c", "__proto__", "constructor", "9".repeat(400), "--epochs=", "--no-name"],
];

const options: Kind = {
  name: "command lines",
  share: 10,
  open: () =>
    Promise.resolve((next) => {
      const words = Array.from({ length: upTo(5, next) }, () => oneOf(WORDS, next));
      return {
        sound: false,
        read: () => {
          const told: string[] = [];
          const write = (text: string) => void told.push(text);
          const program = command("fuzz", "Reads options.")
            .argument("[words...]", "any")
            .option("--epochs <n>", "a whole number", wholeNumber(1, 10_000))
            .option("--rate <x>", "a number", positiveNumber(10))
            .option("--name <name>", "a name")
            .configureOutput({ writeOut: write, writeErr: write });
          try {
            program.parse(words, { from: "user" });
          } catch (error) {
            if (!(error instanceof CommanderError)) throw error;
            if (error.code === "commander.helpDisplayed") return undefined;
            const [sentence, suggestion = ""] = told[0].trim().split("\n");
            if (!/^(\(Did you mean .*\))?$/.test(suggestion)) return `it says ${told[0]}`;
            throw new SyntaxError(sentence.replace("error: ", "Cannot read the command line: "));
          }
          const { epochs, rate } = program.opts<{ epochs?: number; rate?: number }>();
          if (epochs !== undefined && !(Number.isInteger(epochs) && epochs >= 1 && epochs <= 1e4)) {
            return `${epochs} epochs are accepted`;
          }
          if (rate !== undefined && !(rate > 0 && rate <= 10)) {
            return `a rate of ${rate} is accepted`;
          }
          return undefined;
        },
      };
    }),
};

const packedNetworks: Kind = {
  name: "packed networks",
  share: 10,
  open: async () => {
    await useWasm();
    const codings = { kernels: { method: "uniform", levels: 15 } } as const;
    const whole = pack(
      await packed(tinyNetwork([[2], [3], [4]], 1), codings, new Uint8Array(784)),
    );
    return (next) => {
      const bytes = perhapsDamaged(whole, next);
      if (next() < 0.5 && bytes.length >= 12) { // as if it had been made so
        const end = bytes.length - 4;
        new DataView(bytes.buffer).setUint32(end, crc32(bytes.subarray(0, end)), true);
      }
      return {
        sound: same(bytes, whole),
        read: () => {
          const network = unpack(bytes);
          const again = unpack(pack(network));
          return JSON.stringify(again) === JSON.stringify(network)
            ? undefined
            : "it changes when it is packed anew";
        },
      };
    };
  },
};

const lists: Kind = {
  name: "lists of pictures",
  share: 5,
  open: (folder) => {
    const lines = ["file\tlabel\tkind\tsource", "a.png\t3/14\tscan\tme@1", "b/c.png\t\t\tyou"];
    const whole = new TextEncoder().encode(lines.join("\n"));
    return Promise.resolve(async (next) => {
      const bytes = perhapsDamaged(whole, next);
      await Deno.writeFile(join(folder, "manifest.tsv"), bytes);
      return {
        sound: same(bytes, whole),
        read: async () => {
          for (const { file, label, kind, source } of await labelledPictures(folder)) {
            const all = [file, label, kind, source];
            if (!all.every((text) => typeof text === "string")) return "a part of it is no text";
          }
        },
      };
    });
  },
};

/** The commands that a user types, and options that each of them must refuse. */
const COMMANDS = ["train", "evaluate", "data"];
const REFUSED = [
  ...[["--no-such-option"], ["--out"], ["--report"], ["--from"], ["--data"], ["-1"], ["extra"]],
  ...[["--epochs", "0"], ["--batch-size", "1.5"], ["--model", "none"], ["--seed", "-1"]],
];

/** Whole programs, which are slow to start, so there are few of these. */
const commands: Kind = {
  name: "commands",
  share: 0.2,
  open: () =>
    Promise.resolve((next) => {
      const name = oneOf(COMMANDS, next);
      const words = [oneOf(["--data=builtin", "--report=x", ""], next), ...oneOf(REFUSED, next)]
        .filter(Boolean);
      return {
        sound: false,
        read: async () => {
          const { code, stderr } = await new Deno.Command("deno", {
            args: ["task", "-q", name, ...words],
            env: { NO_COLOR: "1", INIT_CWD: "." },
            stdout: "null",
            stderr: "piped",
          }).output();
          const text = new TextDecoder().decode(stderr);
          const line = [name, ...words].join(" ");
          if (code !== 1 && code !== 2) return `${line} ends with ${code}: ${text}`;
          if (/^ +at /m.test(text)) return `${line} prints a stack trace: ${text}`;
          throw new SyntaxError(
            text.split("\n")[0].replace("error: ", "Cannot read the command: "),
          );
        },
      };
    }),
};

/** All kinds. */
export const KINDS: readonly Kind[] = [
  idx,
  pairs,
  archives,
  folders,
  networks,
  manifests,
  weights,
  keras,
  checkpoints,
  pictures,
  lists,
  options,
  packedNetworks,
  commands,
];
