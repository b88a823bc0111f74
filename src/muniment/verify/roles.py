"""In which roles a file is signed, by where its signatures stand. That they hold is judged elsewhere."""

from muniment.record.pack import ROLES
from muniment.verify.page import split_page
from muniment.verify.seal import Broken

_ROLES_BY_FIELD = {name: role for role, name in ROLES.items()}


def signed_roles(content: bytes, media_type: str) -> tuple[str, ...]:
    """Return the roles in which a page or PDF is signed; none for other files, and for files that cannot be read."""
    try:
        if media_type == "text/html":
            split_page(content)
            return ("seal",)
        if media_type == "application/pdf":
            # Imported here: pyHanko costs more than all the rest together.
            from muniment.verify.pdf_structure import find_signatures, open_pdf

            found = (item.signature.field_name for item in find_signatures(open_pdf(content), content))
            return tuple(_ROLES_BY_FIELD[name] for name in found if name in _ROLES_BY_FIELD)
    except Broken:
        return ()
    except Exception:  # whatever a hostile file provokes in a parser: it then carries no signature that counts
        return ()
    return ()
