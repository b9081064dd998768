"""What the peers in Python share: they answer jobs, one line of JSON each, until standard input ends.

    python test/peer/NAME_convnet.py FOLDER THREADS

`FOLDER`, which `deno task bench` writes, holds `digits.u8` `[N, 28, 28]`, `digits-labels.u8` `[N]`, so for
MNIST's `training`, `validation` and `test` digits, and for each
network `NAME.json`, its layers, and `NAME.f32`, their initial weights one after the other. Every peer
gets the same digits in the same order, as floats that lie ready.
"""

import json
import re
import sys
import time
from importlib import metadata
from pathlib import Path

import numpy as np

SECONDS = 0.3
"""How long a measurement should take; it takes longer only for a single step or pass."""

folder, threads = Path(sys.argv[1]), int(sys.argv[2])


def read(part):
    """A set's digits `[N, 28, 28, 1]` in [0, 1], and its labels `[N]`."""
    bytes_ = np.fromfile(folder / f"{part}.u8", np.uint8)
    labels = np.fromfile(folder / f"{part}-labels.u8", np.uint8)
    return (bytes_.reshape(-1, 28, 28, 1) / 255).astype(np.float32), labels.astype(np.int32)


digits, labels = read("digits")


def layers(name):
    """The network's layers, each with its weights: convolution, norm or dense, in order."""
    flat, at = np.fromfile(folder / f"{name}.f32", np.float32), 0
    described = json.loads((folder / f"{name}.json").read_text())
    for layer in described:
        layer["weights"] = []
        for shape in layer["shapes"]:
            size = int(np.prod(shape))
            layer["weights"].append(flat[at : at + size].reshape(shape).copy())
            at += size
    return described


def repeat(work):
    """Seconds that `work` takes, on average over as many times as fit into a moment."""
    begin, times = time.perf_counter(), 0
    while times == 0 or time.perf_counter() - begin < SECONDS:
        work(times)
        times += 1
    return (time.perf_counter() - begin) / times


def installation(*packages):
    """Bytes of some packages as they are installed, those that they need among them."""
    seen, left = {}, list(packages)
    while left:
        name = re.sub("[-_.]+", "-", left.pop()).lower()
        if name in seen:
            continue
        try:
            found = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue  # needed elsewhere only
        files = (file.locate() for file in found.files or [])
        seen[name] = sum(file.stat().st_size for file in files if file.exists())
        needed = (need for need in found.requires or [] if "extra ==" not in need)
        left += [re.match(r"[\w.-]+", need)[0] for need in needed]
    return sum(seen.values())


def serve(version, make, *more):
    """Answers jobs with the networks that `make(layers, halves)` makes.

    A network has `data(digits, labels)`, which puts them where it wants them, `step(data, batch, start)`,
    which trains and returns the loss as something that `float` takes, and `predict(data, batch, start)`,
    which returns when the logits are there. `halves`: each half of a batch is normalised by itself.
    `more`: works of this peer alone.
    """
    networks = {}

    def network(name, batch):
        if (name, batch) not in networks:
            networks.clear()  # one at a time, for the memory
            made = make(layers(name), False)
            networks[name, batch] = made, made.data(digits, labels)
            for start in range(3):
                float(made.step(networks[name, batch][1], batch, start * batch))  # warms up
        return networks[name, batch]

    def losses(name, batch, steps):
        made = make(layers(name), True)
        data = made.data(digits, labels)
        return [float(made.step(data, batch, step * batch)) for step in range(steps)]

    def step(name, batch):
        made, data = network(name, batch)
        starts = len(labels) // batch
        return repeat(lambda count: float(made.step(data, batch, count % starts * batch)))

    def predict(name, batch):
        made, data = network(name, batch)
        passes = range(0, len(labels), batch)
        for start in passes:
            made.predict(data, batch, start)
        return repeat(lambda _: [made.predict(data, batch, start) for start in passes])

    def single(name):
        made, data = network(name, 128)
        seconds = []
        for count in range(1_050):
            begin = time.perf_counter()
            made.predict(data, 1, count)
            if count >= 50:  # the first ones warm up
                seconds.append(time.perf_counter() - begin)
        return sorted(seconds)

    def logits(name):
        made = make(layers(name), False)
        return np.asarray(made.predict(made.data(digits, labels), 2, 0)).ravel().tolist()

    def memory():
        status = Path("/proc/self/status").read_text()  # getrusage would tell the parent's peak
        return int(status.split("VmHWM:")[1].split()[0]) * 1_024

    common = losses, step, predict, single, logits, memory, installation
    works = {work.__name__: work for work in (*common, *more)}
    print(json.dumps(version), flush=True)
    for line in sys.stdin:
        work, *arguments = json.loads(line)
        try:
            answer = works[work](*arguments)
        except Exception as error:  # the next job may go well
            answer = {"error": str(error).split("\n")[0]}
        print(json.dumps(answer), flush=True)
