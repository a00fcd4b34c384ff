"""Serves a language model over OpenAI's chat completions on the loopback address.

    python model_server.py MODEL.gguf --port PORT [--threads N] [--context TOKENS]

Ends when its standard input does, and so with the server that started it.
"""

import argparse
import os
import sys
import threading

import xllamacpp


def end_with_input():
    sys.stdin.buffer.read()
    os._exit(0)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("model")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--context", type=int, default=8192)
    asked = parser.parse_args()

    settings = xllamacpp.CommonParams()
    settings.model.path = asked.model
    settings.model_alias = {os.path.basename(asked.model).removesuffix(".gguf")}
    settings.hostnames = ["127.0.0.1"]
    settings.port = asked.port
    settings.n_ctx = asked.context
    settings.n_parallel = 2
    settings.n_predict = 400
    settings.use_jinja = True
    settings.offline = True
    settings.ui = False
    settings.cpuparams.n_threads = asked.threads
    # Reading a prompt is the long part of a first answer, and it is over soon.
    settings.cpuparams_batch.n_threads = max(asked.threads, min(2, os.cpu_count() or 1))
    watcher = threading.Thread(target=end_with_input)
    watcher.start()
    server = xllamacpp.Server(settings)
    print("ready", server.listening_address, flush=True)
    watcher.join()


if __name__ == "__main__":
    main()
