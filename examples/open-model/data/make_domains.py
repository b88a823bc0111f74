"""Write crawl-domains.csv: sixty invented domains with the bytes kept from each, largest first.

Run it in this folder; it prints the lines for the card. The same run gives the same file.
"""

import hashlib
from pathlib import Path

TOWNS = ("bromholt", "elverding", "fjordsted", "grenhave", "hasselby", "kvernrup", "lyngkoeb", "morsund", "nibestrand",
         "oksbjerg", "ravnemose", "skovlunde-syd", "tarmby", "ulvested", "vindinge-vest", "aabrink")  # fmt: skip
SITES = (
    ("{}-kommune", 16), ("avisen-{}", 14), ("museet-{}", 12), ("bibliotek-{}", 10), ("havelauget-{}", 8),
)  # fmt: skip
FOLDER = Path(__file__).parent


def names() -> list[str]:
    """Return the invented names, mixed so that no kind of site comes first throughout."""
    found = [f"{form.format(town)}.example" for form, count in SITES for town in TOWNS[:count]]
    return sorted(found, key=lambda name: hashlib.sha256(name.encode()).hexdigest())


def rows() -> list[tuple[str, int]]:
    """Return each domain with its bytes: few large ones, many small ones."""
    return [
        (name, 2_400_000_000 // (rank + 1) + int(hashlib.sha256(name.encode()).hexdigest()[:5], 16))
        for rank, name in enumerate(names(), 1)
    ]


def main() -> None:
    """Write the file; print the lines of the card and the sum."""
    ranked = sorted(rows(), key=lambda row: -row[1])
    lines = [f"{rank},{name},{size}" for rank, (name, size) in enumerate(ranked, 1)]
    text = "\n".join(["rank,domain,bytes_retained", *lines]) + "\n"
    (FOLDER / "crawl-domains.csv").write_text(text, "utf-8", newline="\n")
    for rank, (name, size) in enumerate(ranked, 1):
        print(f"    - {{id: {name}, name: {name}, bytes_retained: {size}, rank: {rank}}}")
    print(f"# sum {sum(size for _, size in ranked)}, sha256:{hashlib.sha256(text.encode()).hexdigest()}")


if __name__ == "__main__":
    main()
