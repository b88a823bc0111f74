"""What the readers of the walks do by hand, done here with the programs they would use."""

from collections.abc import Callable, Mapping
from pathlib import Path

HANDS: Mapping[str, Callable[[Path], None]] = {}
