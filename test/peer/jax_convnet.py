#!/usr/bin/env python3
"""The peer JAX, compiled by `jit`; see `serve.py` for how it is asked.

Pooling comes before ReLU: the same result from a quarter of the numbers. Weights and moments are handed
over (`donate_argnums`), so that a step writes them in place.
"""

import os

from serve import repeat, serve, threads

if threads == 1:  # XLA knows no number of threads; it takes the cores that it may run on
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:1])
os.environ["JAX_PLATFORMS"] = "cpu"

import jax
import jax.numpy as jnp
from jax import lax

RATE, BETA1, BETA2, EPSILON = 1e-3, 0.9, 0.999, 1e-7


def normalized(x, gamma, beta, epsilon, mean=None, variance=None):
    axes = tuple(range(x.ndim - 1))
    mean = x.mean(axes) if mean is None else mean
    variance = x.var(axes) if variance is None else variance
    return gamma * (x - mean) * lax.rsqrt(variance + epsilon) + beta, mean, variance


class Network:
    def __init__(self, layers, halves):
        weights = [[jnp.asarray(weight) for weight in layer["weights"]] for layer in layers]
        zeros = lambda: jax.tree.map(jnp.zeros_like, weights)
        running = [[jnp.zeros_like(gamma), jnp.ones_like(gamma)] if layer["kind"] == "norm" else []
                   for layer, (gamma, *_) in zip(layers, weights)]

        def forward(weights, running, x, training):
            moved = []
            for layer, own, before in zip(layers, weights, running):
                if layer["kind"] == "norm":
                    if training:
                        parts = [normalized(part, *own, layer["epsilon"])
                                 for part in (jnp.split(x, 2) if halves else [x])]
                        x = jnp.concatenate([part for part, _, _ in parts])
                        now = [sum(each) / len(parts) for each in list(zip(*parts))[1:]]
                        before = [0.95 * b + 0.05 * n for b, n in zip(before, now)]
                    else:
                        x, _, _ = normalized(x, *own, layer["epsilon"], *before)
                    moved.append(before)
                    continue
                moved.append(before)
                filter_, bias = own
                if layer["kind"] == "convolution":
                    x = bias + lax.conv_general_dilated(
                        x, filter_, (1, 1), layer["padding"].upper(),
                        dimension_numbers=("NHWC", "HWIO", "NHWC"))
                else:
                    x = x.reshape(x.shape[0], -1) @ filter_ + bias
                if layer.get("pool"):
                    x = lax.reduce_window(x, -jnp.inf, lax.max, (1, 2, 2, 1), (1, 2, 2, 1), "VALID")
                if layer.get("relu"):
                    x = jax.nn.relu(x)
            return x, moved

        def loss_of(weights, running, pictures, labels):
            logits, moved = forward(weights, running, pictures, True)
            chosen = jnp.take_along_axis(jax.nn.log_softmax(logits), labels[:, None], 1)
            return -chosen.mean(), moved

        def step(state, pictures, labels):
            weights, running, mean, square, count = state
            (loss, running), gradient = jax.value_and_grad(loss_of, has_aux=True)(
                weights, running, pictures, labels)
            count += 1
            mean = jax.tree.map(lambda m, g: BETA1 * m + (1 - BETA1) * g, mean, gradient)
            square = jax.tree.map(lambda v, g: BETA2 * v + (1 - BETA2) * g * g, square, gradient)
            m, v = RATE / (1 - BETA1**count), 1 / (1 - BETA2**count)
            weights = jax.tree.map(
                lambda w, mean, square: w - m * mean / (jnp.sqrt(v * square) + EPSILON),
                weights, mean, square)
            return (weights, running, mean, square, count), loss

        self.state = weights, running, zeros(), zeros(), jnp.zeros(())
        self.train = jax.jit(step, donate_argnums=0)
        self.answer = jax.jit(lambda weights, running, x: forward(weights, running, x, False)[0])

    def data(self, digits, labels):
        return jnp.asarray(digits), jnp.asarray(labels)

    def step(self, data, batch, start):
        self.state, loss = self.train(self.state, *(part[start : start + batch] for part in data))
        return loss

    def predict(self, data, batch, start):
        return self.answer(*self.state[:2], data[0][start : start + batch]).block_until_ready()


def product(size):
    """Operations per second of a product of two square matrices."""
    matrix, multiply = jnp.ones((size, size)), jax.jit(jnp.matmul)
    multiply(matrix, matrix).block_until_ready()
    return 2 * size**3 / repeat(lambda _: multiply(matrix, matrix).block_until_ready())


serve(jax.__version__, Network, product)
