#!/usr/bin/env python3
"""A target for `--target command:PATH`: ONNX Runtime in Python. Copy it and put another runtime in the place of `load`.

    onnxruntime_target.py fingerprint      prints facts as name=value
    onnxruntime_target.py measure FOLDER   prints one line a round: nanoseconds of each network | of the canary around them

Needs the packages onnxruntime and numpy. The protocol is in docs/targets.md.
"""

import json
import pathlib
import platform
import random
import sys
import time

import numpy
import onnxruntime

LEVELS = {
    "NONE": onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL,
    "BASIC": onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC,
    "EXTENDED": onnxruntime.GraphOptimizationLevel.ORT_ENABLE_EXTENDED,
    "ALL": onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL,
}
WARM_UP = 10


def load(path, settings):
    """A function that runs the network once."""
    if settings["provider"] != "CPU":
        sys.exit(f"this script runs networks on the CPU, not on {settings['provider']}")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = settings["threads"]
    options.inter_op_num_threads = 1
    options.graph_optimization_level = LEVELS[settings["optimisation"]]
    options.add_session_config_entry("session.intra_op.allow_spinning", str(int(settings["spinning"])))
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    noise = numpy.random.default_rng(7)
    feed = {}
    for each in session.get_inputs():
        shape = [settings["batch"], *each.shape[1:]]
        feed[each.name] = noise.uniform(-1, 1, shape).astype(numpy.float32)
    return lambda: session.run(None, feed)


def timed(run):
    start = time.perf_counter_ns()
    run()
    return max(1, time.perf_counter_ns() - start)


def measure(folder):
    request = json.loads((folder / "request.json").read_text())
    order = random.Random(request["seed"])
    settings = request["settings"]
    networks = {}
    places = list(range(len(request["networks"])))
    for place in order.sample(places, len(places)):
        networks[place] = load(folder / request["networks"][place], settings)
    canary = load(folder / request["canary"], settings)
    for run in [canary, *networks.values()]:
        for _ in range(WARM_UP):
            run()
    end = time.monotonic() + request["cap_millis"] / 1000
    for done in range(request["rounds"]):
        if done > 0 and time.monotonic() > end:
            break
        nanos = [0] * len(places)
        canaries = [timed(canary)]
        for place in order.sample(places, len(places)):
            networks[place]()  # what ran before must not count
            nanos[place] = timed(networks[place])
            canaries.append(timed(canary))
        print(*nanos, "|", *canaries)


def fingerprint():
    print("# facts of this machine; the settings are added by the caller")
    print("runtime=onnxruntime-python")
    print(f"runtime_version={onnxruntime.__version__}")
    print(f"operating_system={platform.platform()}")
    print(f"architecture={platform.machine()}")
    print(f"processor={platform.processor() or platform.machine()}")


if __name__ == "__main__":
    if sys.argv[1:] == ["fingerprint"]:
        fingerprint()
    elif len(sys.argv) == 3 and sys.argv[1] == "measure":
        measure(pathlib.Path(sys.argv[2]))
    else:
        sys.exit(__doc__)
