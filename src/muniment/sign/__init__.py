"""Sealing: keys, the seal object of pages and manifests, and PAdES for PDF. Judging seals is ``muniment.verify``.

``muniment.sign.pdf`` imports pyHanko; import it only when there is a PDF to seal.
"""
