"""Packs: sealed editions for one audience, with what proves them, in one container (ASiC-E with CAdES) or plain ZIP."""
