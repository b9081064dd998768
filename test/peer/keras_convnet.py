#!/usr/bin/env python3
"""The peer Keras 3 on TensorFlow; see `serve.py` for how it is asked.

The network is Keras's own, the training step one `tf.function` around it, which is a little faster than
`fit` and `train_on_batch`. Pooling comes before ReLU: the same result from a quarter of the numbers.
"""

import os
import time

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["CUDA_VISIBLE_DEVICES"] = ""
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import keras
import numpy as np
import tensorflow as tf
from keras import layers as kl

from serve import read, serve, threads

tf.config.threading.set_intra_op_parallelism_threads(threads)
tf.config.threading.set_inter_op_parallelism_threads(1)


def build(layers, halves):
    """Returns the network, and its layers that have weights, in order."""
    x = inputs = keras.Input((28, 28, 1))
    made = []
    for layer in layers:
        if layer["kind"] == "norm":
            made.append(kl.BatchNormalization(momentum=0.95, epsilon=layer["epsilon"]))
            if halves:  # normalises each half of a batch by itself, as this library does
                x = keras.ops.concatenate([made[-1](half) for half in keras.ops.split(x, 2)])
            else:
                x = made[-1](x)
            continue
        if layer["kind"] == "convolution":
            made.append(kl.Conv2D(layer["shapes"][0][3], 3, padding=layer["padding"]))
        else:
            x = x if len(x.shape) == 2 else kl.Flatten()(x)
            made.append(kl.Dense(layer["shapes"][0][1]))
        x = made[-1](x)
        x = kl.MaxPooling2D(2)(x) if layer.get("pool") else x
        x = kl.ReLU()(x) if layer.get("relu") else x
    return keras.Model(inputs, x), made


class Network:
    def __init__(self, layers, halves):
        network, made = build(layers, halves)
        for layer, described in zip(made, layers, strict=True):
            for variable, value in zip(layer.trainable_variables, described["weights"], strict=True):
                variable.assign(value)
        variables = network.trainable_variables
        optimizer = keras.optimizers.Adam(1e-3)  # whose epsilon is 1e-7
        optimizer.build(variables)
        cross_entropy = keras.losses.SparseCategoricalCrossentropy(from_logits=True)

        @tf.function
        def step(pictures, labels):
            with tf.GradientTape() as tape:
                loss = cross_entropy(labels, network(pictures, training=True))
            optimizer.apply(tape.gradient(loss, variables), variables)
            return loss

        self.train = step
        self.answer = tf.function(lambda pictures: network(pictures, training=False))

    def data(self, digits, labels):
        return tf.constant(digits), tf.constant(labels)

    def step(self, data, batch, start):
        return self.train(*(part[start : start + batch] for part in data))

    def predict(self, data, batch, start):
        return self.answer(data[0][start : start + batch]).numpy()


def tutorial():
    """The tutorial's program, but for where its digits come from: seconds of `fit`, and test accuracy."""
    x_train, y_train = (np.concatenate(parts) for parts in zip(read("training"), read("validation")))
    x_test, y_test = read("test")
    model = tf.keras.models.Sequential([
        tf.keras.layers.Flatten(input_shape=(28, 28)),
        tf.keras.layers.Dense(128, activation="relu"),
        tf.keras.layers.Dropout(0.2),
        tf.keras.layers.Dense(10, activation="softmax"),
    ])
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    begin = time.perf_counter()
    model.fit(x_train[..., 0], y_train, epochs=5, verbose=0)
    seconds = time.perf_counter() - begin
    _, accuracy = model.evaluate(x_test[..., 0], y_test, verbose=0)
    return {"seconds": seconds, "accuracy": accuracy}


serve(f"{keras.__version__} on TensorFlow {tf.__version__}", Network, tutorial)
