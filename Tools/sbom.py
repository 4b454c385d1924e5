"""The parts of a release as CycloneDX 1.5 (https://cyclonedx.org/specification/overview), made offline from
Package.resolved and from what the binary is linked with. The same tree gives the same bytes.

usage: sbom.py VERSION BINARY < Package.resolved
"""
import hashlib
import json
import re
import subprocess
import sys

version, binary = sys.argv[1:3]
LICENSES = {"swift-argument-parser": "Apache-2.0", "swift-crypto": "Apache-2.0", "swift-asn1": "Apache-2.0",
            "swift-mustache": "Apache-2.0", "yams": "MIT"}


def package(pin):
    name, state = pin["identity"], pin["state"]
    purl = f"pkg:swift/{re.sub(r'^https://|[.]git$', '', pin['location'])}@{state['version']}"
    entry = {"type": "library", "bom-ref": purl, "name": name, "version": state["version"], "purl": purl,
             "hashes": [{"alg": "SHA-1", "content": state["revision"]}],
             "externalReferences": [{"type": "vcs", "url": pin["location"]}]}
    if name in LICENSES:
        entry["licenses"] = [{"license": {"id": LICENSES[name]}}]
    return entry


def system_libraries():
    """The shared libraries, with the Debian package that brought each."""
    for path in sorted(set(re.findall(r"=> (/\S+)", subprocess.run(
            ["ldd", binary], check=True, capture_output=True, text=True).stdout))):
        names = {path, re.sub(r"^/lib/", "/usr/lib/", path), re.sub(r"^/usr/lib/", "/lib/", path)}
        for name in sorted(names):
            owner = subprocess.run(["dpkg-query", "-S", name], capture_output=True, text=True)
            if owner.returncode == 0:
                package_name = owner.stdout.split(":")[0]
                found = subprocess.run(["dpkg-query", "-W", "-f", "${Version}", package_name], capture_output=True, text=True)
                purl = f"pkg:deb/debian/{package_name}@{found.stdout}"
                yield {"type": "library", "bom-ref": purl, "name": package_name, "version": found.stdout, "purl": purl}
                break


pins = sorted(json.load(sys.stdin)["pins"], key=lambda pin: pin["identity"])
digest = hashlib.sha256(open(binary, "rb").read()).hexdigest()
parts = {part["bom-ref"]: part for part in [package(pin) for pin in pins] + list(system_libraries())}
root = f"pkg:generic/bellwether@{version}"
print(json.dumps({
    "bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1,
    "metadata": {"component": {"type": "application", "bom-ref": root, "name": "bellwether", "version": version,
                               "licenses": [{"license": {"id": "Apache-2.0"}}],
                               "hashes": [{"alg": "SHA-256", "content": digest}]}},
    "components": [parts[key] for key in sorted(parts)],
    "dependencies": [{"ref": root, "dependsOn": sorted(parts)}],
}, indent=2))
