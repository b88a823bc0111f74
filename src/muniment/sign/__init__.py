"""Sealing: keys, the seal object of pages and manifests, and PAdES for PDF. Judging seals is ``muniment.verify``.

``muniment.sign.pdf`` imports pyHanko; import it only when there is a PDF to seal.
"""

import logging

# pyHanko logs what it finds wrong, with tracebacks; here that is a message.
for _name in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_name).addHandler(logging.NullHandler())
