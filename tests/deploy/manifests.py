"""What no schema sees: whether the names by which manifests refer to each other exist."""

import sys
from pathlib import Path

import yaml

folder = Path(sys.argv[1])
kustomization = yaml.safe_load((folder / "kustomization.yaml").read_text())
files = sorted((folder / "kubernetes").glob("*.yaml"))
objects = [each for file in files for each in yaml.safe_load_all(file.read_text())]
generated = {each["name"]: each["files"] for each in kustomization["configMapGenerator"]}
from_outside = {"nats-tls", "nats-passwords"}  # Secrets that README.md makes
wrong = []


def demand(true, what):
    if not true:
        wrong.append(what)


def named(kind):
    return {each["metadata"]["name"] for each in objects if each["kind"] == kind}


def find(tree, key):
    """Every value under `key`, however deep."""
    if isinstance(tree, dict):
        for name, value in tree.items():
            if name == key:
                yield value
            yield from find(value, key)
    elif isinstance(tree, list):
        for each in tree:
            yield from find(each, key)


def selects_a_pod(labels):
    return any(labels.items() <= pod["metadata"]["labels"].items() for pod in pods)


pods = [each["spec"]["template"] for each in objects if "template" in each.get("spec", {})]
demand(len(pods) == 4, f"{len(pods)} kinds of pods instead of 4")
for each in objects:
    me = f"{each['kind']} {each['metadata']['name']}"
    spec = each.get("spec", {})
    demand("Secret" != each["kind"], f"{me}: secrets do not belong here")
    if each["kind"] != "Namespace":
        demand(each["metadata"].get("namespace") in named("Namespace"), f"{me}: another namespace")
    for selector in find(spec, "matchLabels"):
        outside = "k8s-app" in selector or "kubernetes.io/metadata.name" in selector
        demand(outside or selects_a_pod(selector), f"{me}: no pod has {selector}")
    if each["kind"] == "Service":
        demand(selects_a_pod(spec["selector"]), f"{me}: no pod has {spec['selector']}")
    if "serviceName" in spec:
        demand(spec["serviceName"] in named("Service"), f"{me}: no Service {spec['serviceName']}")
    if "scaleTargetRef" in spec:
        target = spec["scaleTargetRef"]
        demand(target["name"] in named(target["kind"]), f"{me}: nothing to scale")
    for config in find(spec, "configMap"):
        demand(config["name"] in generated, f"{me}: no ConfigMap {config['name']}")
    secrets = [each["secretName"] for each in find(spec, "secret")]
    secrets += [ref["name"] for key in ("secretRef", "secretKeyRef") for ref in find(spec, key)]
    demand(set(secrets) <= from_outside, f"{me}: a Secret that README.md does not make: {secrets}")
    for container in (each for several in find(spec, "containers") for each in several):
        security = container["securityContext"]
        demand(security.get("readOnlyRootFilesystem") is True, f"{me}: may write to its root")
        demand("requests" in container.get("resources", {}), f"{me}: asks for no resources")
        volumes = {volume["name"] for several in find(spec, "volumes") for volume in several}
        volumes |= {claim["metadata"]["name"] for claim in spec.get("volumeClaimTemplates", [])}
        for mount in container["volumeMounts"]:
            demand(mount["name"] in volumes, f"{me}: no volume {mount['name']}")

listed = set(kustomization["resources"])
expected = {f"kubernetes/{file.name}" for file in files} - {"kubernetes/job.yaml"}  # once, by hand
demand(listed == expected, f"kustomization.yaml differs from the folder in {sorted(listed ^ expected)}")
for name, members in generated.items():
    for member in members:
        demand((folder / member).is_file(), f"ConfigMap {name}: no file {member}")
        included = [line.split()[1] for line in (folder / member).read_text().splitlines() if line.startswith("include ")]
        demand(set(included) <= set(members), f"ConfigMap {name}: {member} includes what is not in it: {included}")

for line in wrong:
    print(line)
print(f"{len(objects)} objects refer to each other rightly" if not wrong else f"{len(wrong)} wrong")
sys.exit(bool(wrong))
