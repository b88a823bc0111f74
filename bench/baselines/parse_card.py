"""What checking a card costs at least: the libraries, the models, and the file parsed."""

import sys
from pathlib import Path

import click  # noqa: F401
import pydantic  # noqa: F401
import yaml

from muniment.model.kinds import card_class

card_class("dataset").model_rebuild(force=True)
yaml.load(Path(sys.argv[1]).read_bytes(), Loader=yaml.CSafeLoader)
