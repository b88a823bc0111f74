"""Expectations of great_expectations for what `muniment measure` tells of the same table: each must be written down."""

import sys
from pathlib import Path

import great_expectations as gx
import great_expectations.expectations as gxe
import pandas

frame = pandas.concat(pandas.read_csv(file) for file in sorted(Path(sys.argv[1]).iterdir()))
context = gx.get_context(mode="ephemeral")
asset = context.data_sources.add_pandas("crawl").add_dataframe_asset("crawl")
batch = asset.add_batch_definition_whole_dataframe("all").get_batch({"dataframe": frame})
expected = [
    gxe.ExpectTableRowCountToBeBetween(min_value=1),
    *(gxe.ExpectColumnValuesToNotBeNull(column=column) for column in frame.columns),
    *(
        gxe.ExpectColumnDistinctValuesToBeInSet(column=column, value_set=sorted(frame[column].dropna().unique()))
        for column in ("lang", "licence", "synthetic")
    ),
    gxe.ExpectColumnValueLengthsToBeBetween(column="text", min_value=1),
    gxe.ExpectColumnProportionOfUniqueValuesToBeBetween(column="text", min_value=0),
    gxe.ExpectColumnValuesToMatchRegex(column="url", regex="^https?://"),
    gxe.ExpectColumnValuesToMatchRegex(column="time", regex="^[0-9]{4}-[0-9]{2}-[0-9]{2}"),
]
suite = gx.ExpectationSuite(name="crawl", expectations=expected)
print(len(batch.validate(suite).results))
