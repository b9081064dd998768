/** The module that each worker of a run starts with: it has a backend and a copy of the network. */

import * as tf from "@tensorflow/tfjs";
import { type BackendName, useBackend } from "../backend/mod.ts";
import { UserError } from "../errors.ts";
import { optimizer } from "./adam.ts";
import { type Piece, trainPiece, type Worker } from "./epoch.ts";
import { layoutOf, placesOf } from "./parameters.ts";
import { pausing } from "./pause.ts";
import { announceAnswer, type Shared } from "./shared_memory.ts";
import { viewOf } from "./view.ts";

/** An order to a worker: first to get ready, then to train one piece after the other. */
export type Order =
  | {
    readonly kind: "prepare";
    readonly index: number;
    readonly backend: BackendName;
    /** The network's layers, as from `model.toJSON`. */
    readonly topology: string;
    readonly shared: Shared;
  }
  | { readonly kind: "train"; readonly piece: Piece };

/** The answer of a worker that has carried out an order. */
export interface Answer {
  /** The error, if something went wrong. */
  readonly error?: string;
  /** True if that is a sentence for the user, not a stack trace. */
  readonly forUser?: boolean;
}

let self: Worker;

async function carryOut(order: Order): Promise<void> {
  if (order.kind === "train") {
    return await pausing((pause) => trainPiece(self, order.piece, pause));
  }
  await useBackend(order.backend);
  const model = await tf.models.modelFromJSON(JSON.parse(order.topology));
  const { index, shared } = order, layout = layoutOf(model);
  const view = await viewOf(shared.view, placesOf(layout));
  self = { index, shared, model, layout, optimizer: optimizer(shared), view };
}

/** A worker's own side, which the types of a window do not know. */
const port = globalThis as unknown as {
  onmessage: (event: MessageEvent<Order>) => Promise<void>;
  postMessage(answer: Answer): void;
};

port.onmessage = async ({ data: order }) => {
  let answer: Answer = {};
  try {
    await carryOut(order);
  } catch (error) {
    answer = error instanceof UserError
      ? { error: error.message, forUser: true }
      : { error: error instanceof Error ? error.stack ?? error.message : String(error) };
  }
  if (self) announceAnswer(self.shared); // first: whoever has the message has all announcements too
  port.postMessage(answer);
};
