"""Makes the Keras files and the outputs that KerasCodecTest compares with.

Run: python make.py   (TensorFlow's Keras; the version that was used stands on the first line of expected.txt)
"""
import os

import numpy as np
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers as L

HERE = os.path.dirname(os.path.abspath(__file__))


def images(height, width, channels, count=2):
    size = count * height * width * channels
    return (np.arange(size) * 37 % 256).astype(np.float32).reshape(count, height, width, channels)


def functional():
    x = inputs = keras.Input((13, 11, 3), name="pixels")
    x = L.Rescaling(1 / 127.5, offset=-1, name="rescaled")(x)
    x = L.Conv2D(8, 3, strides=2, padding="same", activation="relu", name="stem")(x)
    x = L.BatchNormalization(name="norm")(x)
    x = L.Conv2D(8, (3, 2), dilation_rate=(2, 1), padding="same", use_bias=False, name="dilated")(x)
    x = L.BatchNormalization(scale=False, center=False, epsilon=1e-2, name="plain_norm")(x)
    x = L.Activation("hard_sigmoid", name="hard")(x)
    x = L.DepthwiseConv2D(3, strides=1, padding="same", depth_multiplier=2, name="deep")(x)
    x = L.ReLU(max_value=6, name="six")(x)
    x = L.SeparableConv2D(6, 3, padding="same", depth_multiplier=2, activation="tanh", name="separable")(x)
    gate = L.GlobalAveragePooling2D(name="squeeze")(x)
    gate = L.Dense(3, activation="relu", name="reduce")(gate)
    gate = L.Dense(6, activation="sigmoid", name="expand")(gate)
    gate = L.Reshape((1, 1, 6), name="gate")(gate)
    x = L.Multiply(name="excite")([x, gate])
    up = L.Conv2DTranspose(4, 3, strides=2, padding="same", name="up")(x)
    wide = L.UpSampling2D(2, name="enlarged")(x)
    smooth = L.UpSampling2D(2, interpolation="bilinear", name="smooth")(x)
    x = L.Concatenate(name="joined")([up, wide, smooth])
    valid = L.Conv2DTranspose(5, 2, strides=3, name="valid_up")(L.MaxPooling2D(3, 3, name="small")(x))
    x = L.ZeroPadding2D(((1, 0), (0, 2)), name="padded")(x)
    x = L.Cropping2D(((2, 1), (1, 3)), name="cropped")(x)
    x = L.Conv2D(5, 1, name="mixed")(x)
    x = L.MaxPooling2D(3, 2, padding="same", name="max")(x)
    other = L.AveragePooling2D(3, 2, padding="same", name="mean")(valid)
    other = L.Cropping2D(((0, 0), (0, 0)), name="whole")(other)
    other = L.Conv2D(5, 1, name="other")(other)
    other = L.GlobalMaxPooling2D(keepdims=True, name="most")(other)
    x = L.Add(name="sum")([x, other])
    x = L.LeakyReLU(0.2, name="leaky")(x)
    x = L.Subtract(name="difference")([x, other])
    x = L.Dropout(0.5, name="dropped")(x)
    x = L.Flatten(name="flat")(x)
    x = L.Dropout(0.5, name="dropped_again")(x)
    x = L.Dense(7, activation="swish", name="hidden")(x)
    return keras.Model(inputs, L.Dense(5, activation="softmax", name="scores")(x), name="functional")


def sequential():
    return keras.Sequential(
        [
            keras.Input((9, 8, 2)),
            L.Conv2D(6, 3, name="conv"),
            L.AveragePooling2D(2, name="pool"),
            L.Reshape((3, 2, 9), name="cut"),
            L.Conv2D(4, 2, padding="same", name="again"),
            L.Flatten(name="flat"),
            L.BatchNormalization(name="flat_norm"),
            L.Dense(3, name="scores"),
        ],
        name="sequential",
    )


def randomised(model):
    generator = np.random.default_rng(5)
    for layer in model.layers:
        layer.set_weights(
            [
                generator.uniform(0.5, 1.5, w.shape) if "variance" in v.name else generator.normal(0, 0.4, w.shape)
                for v, w in zip(layer.weights, layer.get_weights())
            ]
        )
    return model


with open(os.path.join(HERE, "expected.txt"), "w") as out:
    out.write(f"# TensorFlow {tf.__version__}, Keras {keras.__version__}: python make.py\n")
    for model in (randomised(functional()), randomised(sequential())):
        model.save(os.path.join(HERE, f"{model.name}.h5"))
        for row in model.predict(images(*model.input_shape[1:]), verbose=0):
            out.write(model.name + " " + " ".join(f"{value:.7g}" for value in row) + "\n")
