"""Krippendorff's alpha of a file of labels by the library of that name."""

import csv
import sys
from collections import Counter, defaultdict

import krippendorff
import numpy

counts: dict[str, Counter[str]] = defaultdict(Counter)
with open(sys.argv[1], newline="") as stream:  # noqa: PTH123 - a yardstick, as anybody would write it
    for record in csv.DictReader(stream):
        counts[record["item"]][record["label"]] += 1
labels = sorted({label for of_item in counts.values() for label in of_item})
table = numpy.array([[of_item[label] for label in labels] for of_item in counts.values()])
print(krippendorff.alpha(value_counts=table, level_of_measurement="nominal"))
