"""The data-set card: what is in the data, where they come from, how they were made, by which right they are used."""
