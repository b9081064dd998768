#!/usr/bin/env python3
"""The peer: PyTorch on the same processor, the same network, the same work.

    python3 test/peer/torch_convnet.py THREADS BATCH STEPS

Trains Keras's "Simple MNIST convnet" without dropout on random pictures and prints, as JSON, how
many milliseconds a training step takes and how many seconds the forward pass of 10,000 pictures.
What the pictures show makes no difference to the time.

PyTorch at its best on a CPU: channels last in memory, pooling before ReLU (the same result from a
quarter of the numbers), and an allocator that keeps its memory. For the last, the caller sets
MALLOC_MMAP_THRESHOLD_=4294967296 and MALLOC_TRIM_THRESHOLD_=8589934592; otherwise glibc hands the
memory of each tensor back and page faults take most of the time.
"""

import json
import sys
import time

import torch
from torch import nn

threads, batch, steps = (int(argument) for argument in sys.argv[1:4])
torch.set_num_threads(threads)
torch.manual_seed(0)

network = nn.Sequential(
    nn.Conv2d(1, 32, 3), nn.MaxPool2d(2), nn.ReLU(),  # [N, 1, 28, 28] -> [N, 32, 13, 13]
    nn.Conv2d(32, 64, 3), nn.MaxPool2d(2), nn.ReLU(),  # -> [N, 64, 5, 5]
    nn.Flatten(), nn.Linear(1600, 10),  # -> [N, 10]
).to(memory_format=torch.channels_last)
optimizer = torch.optim.Adam(network.parameters(), lr=1e-3)
pictures = torch.rand(10_000, 1, 28, 28).to(memory_format=torch.channels_last)
labels = torch.randint(10, (10_000,))


def step(start):
    part = slice(start, start + batch)
    optimizer.zero_grad()
    nn.functional.cross_entropy(network(pictures[part]), labels[part]).backward()
    optimizer.step()


def milliseconds(work, times):
    begin = time.perf_counter()
    for count in range(times):
        work(count)
    return 1e3 * (time.perf_counter() - begin) / times


def predict(_):
    with torch.no_grad():
        for start in range(0, 10_000, 250):
            network(pictures[start : start + 250])


starts = 10_000 // batch
milliseconds(lambda count: step(count % starts * batch), 10)  # warm
print(json.dumps({
    "version": torch.__version__,
    "step": milliseconds(lambda count: step(count % starts * batch), steps),
    "predict": milliseconds(predict, 2) / 1e3,
}))
