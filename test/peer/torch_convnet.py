#!/usr/bin/env python3
"""The peer PyTorch at its best on a CPU; see `serve.py` for how it is asked.

Channels last in memory, pooling before ReLU (the same result from a quarter of the numbers), and an
allocator that keeps its memory. For the last, the caller sets MALLOC_MMAP_THRESHOLD_=4294967296 and
MALLOC_TRIM_THRESHOLD_=8589934592; otherwise glibc hands the memory of each tensor back and page faults
take most of the time. With a third argument, `compile`, the network goes through `torch.compile`.
"""

import sys
import time

import torch
from torch import nn

from serve import layers, read, serve, threads

torch.set_num_threads(threads)


class Halves(nn.Module):
    """Normalises each half of a batch by itself, as this library does."""

    def __init__(self, norm):
        super().__init__()
        self.norm = norm

    def forward(self, x):
        return torch.cat([self.norm(half) for half in x.chunk(2)])


class Flatten(nn.Module):
    """`[N, C, H, W]` → `[N, H · W · C]`, without a copy where channels are last in memory."""

    def forward(self, x):
        return x.permute(0, 2, 3, 1).reshape(x.shape[0], -1)


def norm(size, weights, epsilon, halves, kind):
    made = kind(size, eps=epsilon, momentum=0.05)
    made.weight.data, made.bias.data = (torch.from_numpy(part) for part in weights)
    return Halves(made) if halves else made


def build(layers, halves):
    modules, flat = [], False
    for layer in layers:
        weights = layer["weights"]
        if layer["kind"] == "norm":
            kind = nn.BatchNorm1d if flat else nn.BatchNorm2d
            modules.append(norm(len(weights[0]), weights, layer["epsilon"], halves, kind))
            continue
        if layer["kind"] == "convolution":
            _, _, channels, filters = weights[0].shape
            made = nn.Conv2d(channels, filters, 3, padding=layer["padding"])
            made.weight.data = torch.from_numpy(weights[0].transpose(3, 2, 0, 1).copy())
        else:
            if not flat:
                modules.append(Flatten())
                flat = True
            made = nn.Linear(*weights[0].shape)
            made.weight.data = torch.from_numpy(weights[0].T.copy())
        made.bias.data = torch.from_numpy(weights[1])
        modules.append(made)
        if layer.get("pool"):
            modules.append(nn.MaxPool2d(2))
        if layer.get("relu"):
            modules.append(nn.ReLU())
    return nn.Sequential(*modules).to(memory_format=torch.channels_last)


class Network:
    def __init__(self, layers, halves):
        self.plain = build(layers, halves)
        self.network = torch.compile(self.plain) if sys.argv[3:] == ["compile"] else self.plain
        self.optimizer = torch.optim.Adam(self.plain.parameters(), lr=1e-3, eps=1e-7)

    def data(self, digits, labels):
        pictures = torch.from_numpy(digits.reshape(-1, 1, 28, 28))
        pictures = pictures.to(memory_format=torch.channels_last)
        return pictures, torch.from_numpy(labels).long()

    def step(self, data, batch, start):
        pictures, labels = (part[start : start + batch] for part in data)
        self.network.train()
        self.optimizer.zero_grad()
        loss = nn.functional.cross_entropy(self.network(pictures), labels)
        loss.backward()
        self.optimizer.step()
        return loss.detach()

    def predict(self, data, batch, start):
        self.network.eval()
        with torch.inference_mode():
            return self.network(data[0][start : start + batch])


def train(name, count, batch, rates, smoothing):
    """Trains with MNIST's first digits; seconds of training, and validation accuracy.

    `rates` holds the learning rate of each step, and with them how often all digits are seen.
    """
    made = Network(layers(name), False)
    pictures, labels = made.data(*(part[:count] for part in read("training")))
    optimizer = torch.optim.Adam(made.plain.parameters(), eps=1e-7)
    made.plain.train()
    begin = time.perf_counter()
    for step, rate in enumerate(rates):
        place = step % -(-count // batch)
        if place == 0:
            order = torch.randperm(count)
        some = order[place * batch : (place + 1) * batch]
        optimizer.param_groups[0]["lr"] = rate
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(
            made.network(pictures[some]), labels[some], label_smoothing=smoothing)
        loss.backward()
        optimizer.step()
    seconds = time.perf_counter() - begin
    pictures, labels = made.data(*read("validation"))
    answers = torch.cat([made.predict((part,), len(part), 0).argmax(1) for part in pictures.split(500)])
    return {"seconds": seconds, "accuracy": (answers == labels).float().mean().item()}


serve(torch.__version__, Network, train)
