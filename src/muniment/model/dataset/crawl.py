"""Crawled data: the crawlers, their behaviour, and the domains (template of the public summary, section 2.3)."""

from muniment.model.section import Entry, Section, fact, section
from muniment.model.types import Count, Digest, Domain, Month, Ref, String, Text


class Crawler(Entry):
    """A crawler used for the set, by the holder or on its behalf."""

    name: String | None = fact(
        "Crawler", "The user agent as it announced itself.", example="ExampleBot/2.1", measured=True
    )
    purpose: Text | None = fact("Purpose", "What it was sent out for.")
    start: Month | None = fact(
        "Crawled from", "The month of the first fetch.", unit="month", example="2026-01", measured=True
    )
    end: Month | None = fact(
        "Crawled until", "The month of the last fetch.", unit="month", example="2026-04", measured=True
    )


class CrawlBehaviour(Section):
    """How the crawlers behaved towards the signals and barriers of a site."""

    robots_txt: Text | None = fact("robots.txt", "How robots.txt was treated.", example="Read daily and obeyed.")
    other_protocols: Text | None = fact(
        "Other protocols", "How other machine-readable reservations were treated, and which."
    )
    captcha: Text | None = fact(
        "Conduct at captchas", "What the crawler does at a captcha.", example="It leaves the page."
    )
    password: Text | None = fact(
        "Conduct at log-ins", "What the crawler does at a log-in.", example="It leaves the page."
    )
    paywall: Text | None = fact(
        "Conduct at paywalls", "What the crawler does at a paywall.", example="It leaves the page."
    )


class CrawledDomain(Entry):
    """A domain with the content kept from it; the domain name in lower case serves as its id."""

    name: Domain | None = fact("Domain", "The registered domain.", example="example.org", measured=True)
    bytes_retained: Count | None = fact(
        "Content kept", "The content kept after pre-processing.", unit="bytes", measured=True
    )
    rank: Count | None = fact("Rank", "The rank by content kept, within its modality.", measured=True)


class DomainList(Section):
    """The exported list of domains, as a file of its own."""

    file: Ref | None = fact("File with the list of domains", "The list as exported.", computed=True)
    sha256: Digest | None = fact("Digest of the list", "The digest of that file.", measured=True)


class Crawl(Section):
    """Data crawled or scraped by the holder or on its behalf."""

    crawlers: list[Crawler] | None = section("Crawlers", "The crawlers used, each with purpose and period.")
    behaviour: CrawlBehaviour | None = section("Behaviour of crawlers")
    domains: list[CrawledDomain] | None = section("Domains", "The domains crawled, by content kept.")
    domain_list: DomainList | None = section("List of domains")
    domain_count: Count | None = fact(
        "Domains crawled in all",
        "The number of all domains of which content was kept; how long the published list must be follows from it.",
        example=12400,
        measured=True,
    )
