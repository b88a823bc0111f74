"""What our XMP adds to WeasyPrint's: PDF/UA-1, the digest of the record, and the schemas that PDF/A asks for."""

from xml.sax.saxutils import escape

from muniment.record.record import FORMAT

#: Namespace of our own property; a name, not an address.
NAMESPACE = f"urn:muniment:xmp:{FORMAT}#"

_END = b"</rdf:RDF>"

_SCHEMA = """<rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>{title}</pdfaSchema:schema>
<pdfaSchema:namespaceURI>{namespace}</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>{prefix}</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>{name}</pdfaProperty:name>
<pdfaProperty:valueType>{type}</pdfaProperty:valueType>
<pdfaProperty:category>{category}</pdfaProperty:category>
<pdfaProperty:description>{description}</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li>"""

_ADDED = """<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"\
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag>
{schemas}
</rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<pdfuaid:part>1</pdfuaid:part>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:muniment="{namespace}">
<muniment:recordDigest>{digest}</muniment:recordDigest>
</rdf:Description>
"""


def extend_rdf(rdf: bytes, record_digest: str) -> bytes:
    """Return the RDF with our descriptions in it; raise ValueError if it does not end as WeasyPrint's does."""
    if not rdf.endswith(_END):
        raise ValueError("the RDF of the rendered page does not end as expected")
    added = _ADDED.format(schemas=_schemas(), namespace=NAMESPACE, digest=escape(record_digest))
    return rdf.removesuffix(_END) + added.encode("utf-8") + _END


def _schemas() -> str:
    accessible = _SCHEMA.format(
        title="PDF/UA Universal Accessibility Schema",
        namespace="http://www.aiim.org/pdfua/ns/id/",
        prefix="pdfuaid",
        name="part",
        type="Integer",
        category="internal",
        description="Part of ISO 14289 that the file conforms to",
    )
    own = _SCHEMA.format(
        title="Muniment",
        namespace=NAMESPACE,
        prefix="muniment",
        name="recordDigest",
        type="Text",
        category="external",
        description="SHA-256 of the attached record from which the document was built",
    )
    return f"{accessible}\n{own}"
