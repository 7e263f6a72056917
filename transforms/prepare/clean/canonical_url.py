"""Normalizes URLs for use as article identities, and decides whether to trust a page's canonical link."""

import re
from functools import cache
from urllib.parse import SplitResult, urljoin, urlsplit

import tldextract

_DEFAULT_PORTS = {"http": 80, "https": 443}
_TRACKING_PARAMETER = re.compile(
    r"(?:utm_\w+|mtm_\w+|pk_(?:campaign|kwd|source|medium|content)|hsa_\w+|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid"
    r"|twclid|ttclid|yclid|igshid|igsh|li_fat_id|mc_cid|mc_eid|_hsenc|_hsmi|mkt_tok|vero_id|oly_anon_id|oly_enc_id"
    r"|rb_clickid|s_kwcid|ef_id|ns_mchannel|ns_source|ns_campaign|ns_linkname|ns_fee|at_medium|at_campaign"
    r"|at_link_\w+|at_format|at_ptr_name|at_bbc_team|cmpid|smid|guccounter|guce_\w+|xtor|__twitter_impression)",
    re.IGNORECASE,
)
_HOME_PATH = re.compile(r"/?(?:index\.\w+|default\.aspx?|home)?/?", re.IGNORECASE)
_CONTROL_CHARACTERS = re.compile(r"[\x00-\x20\x7f]+")


@cache
def _extractor() -> tldextract.TLDExtract:
    """Uses the public suffix list bundled with the package: nothing is fetched or cached on disk."""
    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


def normalize_url(url: str | None, base: str | None = None) -> str | None:
    """Normalize a URL.

    Lower-case scheme and host, no default port, no fragment, no tracking parameters, no user and password, and a path
    of at least `/`. All other parameters are kept in order, since they may identify the article. Article ids depend
    on every rule here, so changing one requires a new code version.

    Args:
        url: A URL; a relative one needs `base`.
        base: The URL of the page it was found on.

    Returns:
        The normalized URL, or None if it is not an http(s) URL.
    """
    parts = _split_url(url, base)
    if parts is None or parts.hostname is None:
        return None
    host = parts.hostname.rstrip(".")
    try:
        port = parts.port
    except ValueError:
        return None
    netloc = host if port in (None, _DEFAULT_PORTS[parts.scheme]) else f"{host}:{port}"
    query = "&".join(
        pair for pair in parts.query.split("&") if pair and not _TRACKING_PARAMETER.fullmatch(pair.partition("=")[0])
    )
    return f"{parts.scheme}://{netloc}{parts.path or '/'}" + (f"?{query}" if query else "")


def _split_url(url: str | None, base: str | None) -> SplitResult | None:
    if not url:
        return None
    try:
        address = _CONTROL_CHARACTERS.sub("", url)
        parts = urlsplit(urljoin(base, address) if base else address)
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme.lower() not in _DEFAULT_PORTS or not host or "." not in host:
        return None
    return parts


def registered_domain(url: str | None) -> str | None:
    """The registered domain of a URL: 'https://news.example.co.uk/a' gives 'example.co.uk'."""
    parts = _split_url(url, None)
    if parts is None or parts.hostname is None:
        return None
    found = _extractor()(parts.hostname)
    return found.top_domain_under_public_suffix or parts.hostname.rstrip(".")


def is_home_page(url: str) -> bool:
    """Whether a URL is a site's home page, which is not an article."""
    parts = urlsplit(url)
    return not parts.query and bool(_HOME_PATH.fullmatch(parts.path))


def choose_canonical_url(url: str | None, links: tuple[str, ...]) -> str | None:
    """Choose the canonical URL of a page.

    Args:
        url: Where the page was found, if known.
        links: The URLs that the page declares for itself, best first; may be relative.

    Returns:
        The first link on the same registered domain as `url` that is not a home page, else `url`. If `url` is not
        known, the first absolute link that is not a home page. Normalized.
    """
    page_url = normalize_url(url)
    for link in links:
        address = normalize_url(link, page_url)
        if (
            address
            and not is_home_page(address)
            and (page_url is None or registered_domain(address) == registered_domain(page_url))
        ):
            return address
    return page_url
