/** The download against a real HTTP server on loopback that misbehaves in every way we know. */

import assert from "node:assert/strict";
import { join } from "@std/path";
import {
  downloadMnist,
  type DownloadOptions,
  type DownloadProgress,
} from "../../lib/dataset/download.ts";
import { readMnist } from "../../lib/dataset/mnist_files.ts";
import type { FileStatus } from "../../lib/dataset/mnist_files.ts";
import {
  archive,
  ARCHIVES,
  assertSame,
  CONTENTS,
  inFolder,
  namesIn,
  SMALL,
  TEST,
  TRAINING,
  writeSmall,
} from "./small_mnist.ts";

/** The server's answer to `/FAULT/NAME.gz`, by FAULT. */
const ANSWERS: Record<string, (name: string, signal: AbortSignal) => Response | Promise<Response>> =
  {
    right: (name) => new Response(archive(name)),
    plain: (name) => new Response(CONTENTS.get(name)!),
    wrong: (name) => new Response(archive(name).map((byte, i) => i === 30 ? byte ^ 1 : byte)),
    other: () => new Response("<!doctype html> Please log in to the hotel's network."),
    endless: (_name, signal) => endless(signal),
    missing: () => new Response("no such file", { status: 404 }),
    broken: () => new Response("out of order", { status: 500 }),
    redirect: (name) =>
      new Response(null, { status: 302, headers: { location: `/right/${name}.gz` } }),
    circle: (name) =>
      new Response(null, { status: 302, headers: { location: `/circle/${name}.gz` } }),
    hang: (_name, signal) => hang(signal),
    stall: (name, signal) => stall(archive(name).subarray(0, 20), signal),
    silent: (_name, signal) => stall(new Uint8Array(), signal),
    drip: (_name, signal) => drip(signal),
  };

function hang(signal: AbortSignal): Promise<Response> {
  return new Promise((resolve) => {
    signal.addEventListener("abort", () => resolve(new Response()));
  });
}

/** Some bytes or none, and then no more. */
function stall(bytes: Uint8Array, signal: AbortSignal): Response {
  return new Response(
    new ReadableStream({
      start(controller) {
        if (bytes.length > 0) controller.enqueue(bytes);
        signal.addEventListener("abort", () => controller.close());
      },
    }),
  );
}

/** A byte every 20 ms, so that it never stalls. */
function drip(signal: AbortSignal): Response {
  let timer: ReturnType<typeof setInterval>;
  const stop = () => clearInterval(timer);
  signal.addEventListener("abort", stop);
  return new Response(
    new ReadableStream({
      start(controller) {
        timer = setInterval(() => controller.enqueue(Uint8Array.of(0x1f)), 20);
      },
      cancel: stop,
    }),
  );
}

/** Ones without end. */
function endless(signal: AbortSignal): Response {
  const ones = new Uint8Array(4096).fill(1);
  return new Response(
    new ReadableStream({
      pull(controller) {
        if (signal.aborted) controller.close();
        else controller.enqueue(ones);
      },
    }),
  );
}

/** Says that all of a file comes, sends half of it and cuts the connection. */
function cutServer(): { address: string; close: () => Promise<void> } {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const served = (async () => {
    for await (const connection of listener) {
      const request = new TextDecoder().decode((await readSome(connection)) ?? new Uint8Array());
      const name = /\/([\w-]+)\.gz/.exec(request)![1];
      const body = archive(name);
      const head = `HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n`;
      await connection.write(new TextEncoder().encode(head));
      await connection.write(body.subarray(0, body.length >> 1));
      connection.close();
    }
  })();
  const { port } = listener.addr as Deno.NetAddr;
  return {
    address: `http://127.0.0.1:${port}/`,
    close: async () => {
      listener.close();
      await served;
    },
  };
}

async function readSome(connection: Deno.Conn): Promise<Uint8Array | undefined> {
  const buffer = new Uint8Array(4096);
  const length = await connection.read(buffer);
  return length === null ? undefined : buffer.subarray(0, length);
}

/** Runs a test with the server up, an empty folder, and what the server was asked for. */
async function withServer(
  test: (
    server: { mirror: (fault: string) => string; to: string; asked: string[] },
  ) => Promise<void>,
): Promise<void> {
  const asked: string[] = [];
  const closing = new AbortController();
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {}, onError: () => new Response() },
    (request) => {
      const { pathname } = new URL(request.url);
      asked.push(pathname);
      const [, fault, file] = pathname.split("/");
      return ANSWERS[fault](
        file.replace(".gz", ""),
        AbortSignal.any([request.signal, closing.signal]),
      );
    },
  );
  const mirror = (fault: string) => `http://127.0.0.1:${server.addr.port}/${fault}/`;
  try {
    await inFolder((to) => test({ mirror, to, asked }));
  } finally {
    closing.abort();
    await server.shutdown();
  }
}

/** Limits short enough for a test to run into. The others keep their defaults, and wait for none. */
const SHORT: Record<string, DownloadOptions> = {
  hang: { connectSeconds: 0.5 },
  stall: { stallSeconds: 0.5 },
  silent: { stallSeconds: 0.5 },
  drip: { fileSeconds: 0.5 },
};

function download(
  to: string,
  mirrors: string[],
  more: DownloadOptions = {},
): Promise<FileStatus[]> {
  return downloadMnist({ to, manifest: SMALL, mirrors, ...more });
}

Deno.test("downloadMnist() fetches the four files, verified", () =>
  withServer(async ({ mirror, to }) => {
    const rows = await download(to, [mirror("right")]);
    assert.deepEqual(rows.map((row) => [row.file, row.verified]), [
      ["small-train-images", true],
      ["small-train-labels", true],
      ["small-test-images", true],
      ["small-test-labels", true],
    ]);
    assert.deepEqual(await namesIn(to), ARCHIVES);
    assertSame(await readMnist(to, "training", SMALL), TRAINING);
    assertSame(await readMnist(to, "test", SMALL), TEST);
  }));

Deno.test("downloadMnist() follows a redirect", () =>
  withServer(async ({ mirror, to }) => {
    await download(to, [mirror("redirect")]);
    assertSame(await readMnist(to, "test", SMALL), TEST);
  }));

Deno.test("downloadMnist() keeps what a mirror decompressed as a plain file", () =>
  withServer(async ({ mirror, to }) => {
    await download(to, [mirror("plain")]);
    assert.deepEqual(await namesIn(to), [...CONTENTS.keys()].sort());
    assertSame(await readMnist(to, "test", SMALL), TEST);
  }));

/** Every fault with the reason that the user is given. */
const FAULTS: [fault: string, reason: RegExp][] = [
  ["wrong", /expected (whole gzip|SHA-256)/],
  ["other", /expected 31376 bytes, found 53/],
  ["endless", /expected 31376 bytes, found more/],
  ["missing", /HTTP status 404/],
  ["broken", /HTTP status 500/],
  ["circle", /redirect/],
  ["hang", /no answer within 0\.5 s/],
  ["stall", /no byte for 0\.5 s/],
  ["silent", /no byte for 0\.5 s/],
  ["drip", /not done after 0\.5 s/],
];

for (const [fault, why] of FAULTS) {
  Deno.test(`downloadMnist() goes to the next mirror where one has this fault: ${fault}`, () =>
    withServer(async ({ mirror, to, asked }) => {
      await download(to, [mirror(fault), mirror("right")], SHORT[fault]);
      assert.equal(asked[0], `/${fault}/small-train-images.gz`);
      assert.deepEqual(await namesIn(to), ARCHIVES);
      assertSame(await readMnist(to, "training", SMALL), TRAINING);
    }));

  Deno.test(`downloadMnist() leaves nothing behind where all mirrors have this fault: ${fault}`, () =>
    withServer(async ({ mirror, to }) => {
      await assert.rejects(download(to, [mirror(fault)], SHORT[fault]), (error: Error) => {
        assert.equal(error.name, "UserError");
        assert.ok(error.message.startsWith("Cannot download small-train-images"), error.message);
        assert.ok(error.message.includes(mirror(fault)), error.message);
        assert.match(error.message, why);
        return true;
      });
      assert.deepEqual(await namesIn(to), []);
    }));
}

Deno.test("downloadMnist() goes to the next mirror where the connection is cut half-way", () =>
  withServer(async ({ mirror, to }) => {
    const server = cutServer();
    try {
      await download(to, [server.address, mirror("right")]);
      assertSame(await readMnist(to, "training", SMALL), TRAINING);
      await Deno.remove(join(to, ARCHIVES[0]));
      await assert.rejects(download(to, [server.address]), { name: "UserError" });
      assert.deepEqual(await namesIn(to), ARCHIVES.slice(1));
    } finally {
      await server.close();
    }
  }));

Deno.test("downloadMnist() names each mirror and why, where all of them fail", () =>
  withServer(async ({ mirror, to }) => {
    const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const refused = `http://127.0.0.1:${(listener.addr as Deno.NetAddr).port}/`;
    listener.close();
    await assert.rejects(download(to, [mirror("missing"), refused, mirror("hang")], SHORT.hang), {
      name: "UserError",
      message: new RegExp(
        "^Cannot download small-train-images from any of 3 mirrors " +
          `\\(${mirror("missing")}: HTTP status 404; ${refused}: .*refused.*; ` +
          `${mirror("hang")}: no answer within 0.5 s\\)$`,
      ),
    });
  }));

Deno.test("downloadMnist() asks the mirror first that served the file before", () =>
  withServer(async ({ mirror, to, asked }) => {
    await download(to, [mirror("missing"), mirror("right")]);
    assert.deepEqual(asked, [
      "/missing/small-train-images.gz",
      "/right/small-train-images.gz",
      "/right/small-train-labels.gz",
      "/right/small-test-images.gz",
      "/right/small-test-labels.gz",
    ]);
  }));

Deno.test("downloadMnist() fetches only what is missing or bad", () =>
  withServer(async ({ mirror, to, asked }) => {
    await writeSmall(to, "plain");
    await Deno.writeTextFile(join(to, "small-test-labels"), "bad");
    await Deno.remove(join(to, "small-train-labels"));
    const rows = await download(to, [mirror("right")]);
    assert.ok(rows.every((row) => row.verified));
    assert.deepEqual(asked, ["/right/small-train-labels.gz", "/right/small-test-labels.gz"]);
    assert.deepEqual(await namesIn(to), [
      "small-test-images",
      "small-test-labels.gz",
      "small-train-images",
      "small-train-labels.gz",
    ]);
  }));

Deno.test("downloadMnist() leaves a bad file alone that it cannot replace", () =>
  withServer(async ({ mirror, to }) => {
    await writeSmall(to, "plain");
    await Deno.writeTextFile(join(to, "small-test-labels"), "bad");
    await assert.rejects(download(to, [mirror("missing")]), { name: "UserError" });
    assert.equal(await Deno.readTextFile(join(to, "small-test-labels")), "bad");
  }));

Deno.test("downloadMnist() tells how far it is", () =>
  withServer(async ({ mirror, to }) => {
    const told: DownloadProgress[] = [];
    await download(to, [mirror("right")], { onProgress: (step) => told.push(step) });
    for (const name of CONTENTS.keys()) {
      const last = told.findLast((step) => step.file === name)!;
      const size = archive(name).length;
      assert.deepEqual(last, { file: name, mirror: mirror("right"), received: size, total: size });
    }
  }));

Deno.test("downloadMnist() says where it cannot write", () =>
  withServer(async ({ mirror, to }) => {
    await Deno.writeTextFile(join(to, "file"), "");
    await assert.rejects(download(join(to, "file"), [mirror("right")]), {
      name: "UserError",
      message: /^Cannot write to .*file: /,
    });
  }));

Deno.test({
  name: "downloadMnist() leaves no timer behind, which would keep a program from ending",
  sanitizeOps: true,
  fn: () =>
    withServer(async ({ mirror, to }) => {
      await download(to, [mirror("missing"), mirror("right")]);
    }),
});
