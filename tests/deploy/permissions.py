"""Starts the three servers on loopback as they are configured, and tries what each user may and may not do."""

import asyncio
import logging
import os
import socket
import ssl
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import nats
from nats.js.api import ConsumerConfig, KeyValueConfig, RetentionPolicy, StreamConfig

FOLDER, SERVER, WORK = Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
logging.getLogger("asyncio").setLevel(logging.ERROR)  # it warns of every TLS connection that ends
PUBLISH, SUBSCRIBE = "publish", "subscribe"
MAY, MAY_NOT = True, False
RULES = [
    ("worker-1", PUBLISH, "swarmopt.demo.results.worker-1", MAY),
    ("worker-1", PUBLISH, "swarmopt.demo.results.worker-2", MAY_NOT),
    ("worker-1", PUBLISH, "swarmopt.demo.results.worker-1.more", MAY_NOT),
    ("worker-1", PUBLISH, "swarmopt.demo.work", MAY_NOT),
    ("worker-1", PUBLISH, "swarmopt.demo.coordinator", MAY_NOT),
    ("worker-1", PUBLISH, "swarmopt.demo.best", MAY_NOT),
    ("worker-1", PUBLISH, "$JS.API.DIRECT.GET.KV_swarmopt_state.$KV.swarmopt_state.demo.status", MAY),
    ("worker-1", PUBLISH, "$JS.API.DIRECT.GET.KV_swarmopt_state.$KV.swarmopt_state.demo.checkpoint", MAY_NOT),
    ("worker-1", PUBLISH, "swarmopt.demo.migrants.a", MAY_NOT),
    ("worker-1", PUBLISH, "$KV.swarmopt_state.demo.manifest", MAY_NOT),
    ("worker-1", PUBLISH, "$KV.swarmopt_lease.demo", MAY_NOT),
    ("worker-1", PUBLISH, "$JS.API.STREAM.CREATE.other", MAY_NOT),
    ("worker-1", PUBLISH, "$JS.API.STREAM.DELETE.swarmopt_demo_work", MAY_NOT),
    ("worker-1", PUBLISH, "$JS.API.STREAM.PURGE.swarmopt_demo_results", MAY_NOT),
    ("worker-1", PUBLISH, "$JS.API.CONSUMER.CREATE.swarmopt_demo_results.spy", MAY_NOT),
    ("worker-1", PUBLISH, "$JS.API.CONSUMER.DELETE.swarmopt_demo_work.workers", MAY_NOT),
    ("worker-1", PUBLISH, "$JS.API.DIRECT.GET.swarmopt_demo_results", MAY_NOT),
    ("worker-1", PUBLISH, "_INBOX_coordinator.x", MAY_NOT),
    ("worker-1", SUBSCRIBE, "_INBOX_worker-1.x", MAY),
    ("worker-1", SUBSCRIBE, "$SRV.PING.swarmopt-worker", MAY),
    ("worker-1", SUBSCRIBE, "_INBOX_coordinator.>", MAY_NOT),
    ("worker-1", SUBSCRIBE, "_INBOX_worker-2.>", MAY_NOT),
    ("worker-1", SUBSCRIBE, "swarmopt.demo.results.*", MAY_NOT),
    ("worker-1", SUBSCRIBE, ">", MAY_NOT),
    ("worker-2", PUBLISH, "swarmopt.demo.results.worker-2", MAY),
    ("worker-2", PUBLISH, "swarmopt.demo.results.worker-1", MAY_NOT),
    ("workers", PUBLISH, "swarmopt.demo.results.pod-x7k2", MAY),
    ("workers", PUBLISH, "swarmopt.demo.work", MAY_NOT),
    ("workers", PUBLISH, "swarmopt.demo.coordinator", MAY_NOT),
    ("workers", PUBLISH, "$JS.API.STREAM.DELETE.swarmopt_demo_work", MAY_NOT),
    ("observer", PUBLISH, "$JS.API.STREAM.INFO.swarmopt_demo_results", MAY),
    ("observer", PUBLISH, "$SRV.STATS.swarmopt-worker", MAY),
    ("observer", PUBLISH, "$JS.API.STREAM.INFO.KV_swarmopt_lease", MAY),
    ("observer", PUBLISH, "$JS.API.DIRECT.GET.KV_swarmopt_lease.$KV.swarmopt_lease.demo.standby.c1", MAY),
    ("observer", PUBLISH, "$KV.swarmopt_lease.demo.standby.c1", MAY_NOT),
    ("worker-1", PUBLISH, "$JS.API.DIRECT.GET.KV_swarmopt_lease.$KV.swarmopt_lease.demo", MAY_NOT),
    ("coordinator", PUBLISH, "$JS.API.STREAM.UPDATE.swarmopt_demo_results", MAY),
    ("coordinator", PUBLISH, "$KV.swarmopt_lease.demo.standby.c1", MAY),
    ("observer", PUBLISH, "swarmopt.demo.results.observer", MAY_NOT),
    ("observer", PUBLISH, "$KV.swarmopt_state.demo.status", MAY_NOT),
    ("observer", PUBLISH, "$JS.API.STREAM.DELETE.swarmopt_demo_work", MAY_NOT),
    ("observer", PUBLISH, "$JS.API.CONSUMER.MSG.NEXT.swarmopt_demo_work.workers", MAY_NOT),
    ("observer", SUBSCRIBE, "swarmopt.>", MAY_NOT),
    ("coordinator", PUBLISH, "swarmopt.demo.migrants.a", MAY),
    ("coordinator", SUBSCRIBE, "$JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES.>", MAY),
    ("coordinator", SUBSCRIBE, "_INBOX_worker-1.>", MAY_NOT),
]


def free_ports(count):
    sockets = [socket.socket() for _ in range(count)]
    for each in sockets:
        each.bind(("127.0.0.1", 0))
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def start(clients, monitors, routes):
    """The nodes' own files; only addresses go over them, so that all three fit on one machine."""
    servers = []
    for node, (client, monitor, route) in enumerate(zip(clients, monitors, routes), start=1):
        command = [SERVER, "-c", FOLDER / f"nats-{node}.conf", "-a", "127.0.0.1", "-p", client, "-m", monitor]
        command += ["--cluster", f"tls://127.0.0.1:{route}"]
        command += ["--routes", ",".join(f"tls://127.0.0.1:{port}" for port in routes)]
        command += ["-l", WORK / f"nats-{node}.log"]
        environment = os.environ | {"NATS_STORE": str(WORK / f"store-{node}")}
        servers.append(subprocess.Popen([str(part) for part in command], env=environment))
    return servers


def wait_until_healthy(monitors):
    deadline = time.monotonic() + 60
    for port in monitors:
        while True:
            try:
                if urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2).status == 200:
                    break
            except OSError:
                pass
            if time.monotonic() > deadline:
                raise SystemExit("the servers did not become healthy within a minute")
            time.sleep(0.2)


class User:
    """A connection that remembers what it was refused."""

    def __init__(self, name):
        self.name, self.refusals = name, []

    async def connect(self, ports):
        async def remember(error):
            self.refusals.append(str(error).lower())

        password = os.environ[self.name.upper().replace("-", "_") + "_PASSWORD"]
        self.nc = await nats.connect(
            [f"tls://127.0.0.1:{port}" for port in ports],
            user=self.name,
            password=password,
            tls=ssl.create_default_context(cafile=os.environ["NATS_TLS_CA"]),
            inbox_prefix=f"_INBOX_{self.name}",
            error_cb=remember,
            max_reconnect_attempts=3,
        )
        self.js = self.nc.jetstream(timeout=5)
        return self

    async def attempt(self, verb, subject):
        if verb == PUBLISH:
            await self.nc.publish(subject, b"")
        else:
            await self.nc.subscribe(subject)

    def was_let(self, verb, subject):
        kind = "publish" if verb == PUBLISH else "subscription"
        return not any(f'for {kind} to "{subject.lower()}"' in refusal for refusal in self.refusals)


async def eventually(attempt):
    """Right after the start a leader may be missing, and a follower that is asked may lag behind."""
    deadline = time.monotonic() + 20
    while True:
        try:
            return await attempt()
        except nats.errors.Error:
            if time.monotonic() > deadline:
                raise
            await asyncio.sleep(0.2)


async def manifest(user):
    return (await (await user.js.key_value("swarmopt_state")).get("demo.manifest")).value


async def coordinate(coordinator):
    """What a coordinator makes before the first worker comes."""
    js = coordinator.js
    state = await eventually(
        lambda: js.create_key_value(KeyValueConfig(bucket="swarmopt_state", replicas=3, direct=True)))
    await js.create_key_value(KeyValueConfig(bucket="swarmopt_lease", replicas=3, ttl=5, direct=True))
    await js.create_object_store("swarmopt_checkpoints")
    await js.add_stream(
        StreamConfig("swarmopt_demo_work", subjects=["swarmopt.demo.work"], num_replicas=3,
                     retention=RetentionPolicy.WORK_QUEUE))
    await js.add_stream(
        StreamConfig("swarmopt_demo_results", subjects=["swarmopt.demo.results.*"], num_replicas=3))
    await js.add_consumer("swarmopt_demo_work", ConsumerConfig(durable_name="workers", ack_wait=30))
    await eventually(lambda: state.put("demo.manifest", b"what to do"))
    for _ in range(2):
        await eventually(lambda: js.publish("swarmopt.demo.work", b"a batch"))


async def work(worker):
    """What a worker does, from its first message to its last."""
    assert await eventually(lambda: manifest(worker)) == b"what to do"

    async def answer(message):
        await message.respond(worker.name.encode())

    await worker.nc.subscribe("$SRV.PING.swarmopt-worker", cb=answer)
    pull = await worker.js.pull_subscribe_bind("workers", "swarmopt_demo_work")
    await eventually(pull.consumer_info)
    [batch] = await eventually(lambda: pull.fetch(1, timeout=5))
    assert batch.data == b"a batch"
    await batch.in_progress()
    await eventually(lambda: worker.js.publish(f"swarmopt.demo.results.{worker.name}", b"values"))
    await batch.ack_sync(timeout=5)


async def observe(observer):
    assert await eventually(lambda: manifest(observer)) == b"what to do"
    assert (await observer.js.stream_info("swarmopt_demo_results")).state.messages == 2
    answer = await observer.nc.request("$SRV.PING.swarmopt-worker", b"", timeout=5)
    assert answer.data in (b"worker-1", b"workers"), answer.data


async def collect(coordinator):
    results = await eventually(lambda: coordinator.js.pull_subscribe("swarmopt.demo.results.*"))
    assert len(await results.fetch(2, timeout=5)) == 2


async def try_all(ports):
    names = sorted({rule[0] for rule in RULES})
    users = {name: await User(name).connect(ports) for name in names}
    for step, name in [
        (coordinate, "coordinator"), (work, "worker-1"), (work, "workers"), (observe, "observer"), (collect, "coordinator"),
    ]:
        try:
            await step(users[name])
        except (nats.errors.Error, AssertionError) as error:
            return [f"{name} could not {step.__name__}: {error!r}; it was refused {users[name].refusals}"]
    for name, user in users.items():
        if user.refusals:
            return [f"{name} was refused what it needs: {user.refusals}"]

    for name, verb, subject, _ in RULES:
        await users[name].attempt(verb, subject)
    for user in users.values():
        await user.nc.flush(10)
    await asyncio.sleep(0.5)  # the refusals have come; the client tells of them a little later
    wrong = []
    for name, verb, subject, expected in RULES:
        if users[name].was_let(verb, subject) != expected:
            wrong.append(f"{name} {'may not' if expected else 'may'} {verb} {subject}")
    stranger = User("stranger")
    os.environ["STRANGER_PASSWORD"] = "guessed"
    try:
        await stranger.connect(ports)
        wrong.append("a stranger was let in")
    except nats.errors.Error:
        pass
    for user in users.values():
        await user.nc.close()
    return wrong


def main():
    ports = free_ports(9)
    clients, monitors, routes = ports[:3], ports[3:6], ports[6:]
    servers = start(clients, monitors, routes)
    try:
        wait_until_healthy(monitors)
        wrong = asyncio.run(asyncio.wait_for(try_all(clients), 90))
    finally:
        for server in servers:
            server.terminate()
        for server in servers:
            server.wait(30)
    for line in wrong:
        print(line)
    print(f"{len(RULES) + 1} rights of {len({rule[0] for rule in RULES})} users hold" if not wrong else f"{len(wrong)} wrong")
    sys.exit(bool(wrong))


main()
