"""What pyHanko's own comparison of revisions refuses, ours refuses: on what signers make, and on seeded small updates.

pyHanko follows all ways to every object, which costs seconds in a real document; here documents are small.
"""

import io
import random

import pytest
import sealing_samples as samples
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import DiffResult, ModificationLevel, StandardDiffPolicy
from pyhanko.sign.diff_analysis.form_rules_api import FormUpdatingRule
from pyhanko.sign.diff_analysis.rules.file_structure_rules import CatalogModificationRule
from pyhanko.sign.diff_analysis.rules.form_field_rules import (
    DSSCompareRule,
    SigFieldCreationRule,
    SigFieldModificationRule,
)
from test_verify_changes import ATTACKS, BOX, FIELDS, signed_along, store
from test_verify_fuzz import mutated
from test_verify_pdf import add_document_timestamp, outcome, sign_field, updated, verify

from chance import SEED
from muniment.sign.pdf import seal_pdf

ROUNDS = 90

#: pyHanko's policy, as strict as it goes for what our documents may go through.
POLICY = StandardDiffPolicy(
    global_rules=[CatalogModificationRule(), DSSCompareRule().as_qualified(ModificationLevel.LTA_UPDATES)],
    form_rule=FormUpdatingRule(field_rules=[SigFieldCreationRule(), SigFieldModificationRule()]),
)


def pyhanko_refuses(data: bytes) -> bool:
    """Say whether pyHanko finds more than signatures and validation data after any signature of a file."""
    try:
        for signature in PdfFileReader(io.BytesIO(data)).embedded_signatures:
            signature.compute_integrity_info(diff_policy=POLICY)
            difference = signature.diff_result
            if not isinstance(difference, DiffResult) and difference is not None:
                return True
            if difference is not None and difference.modification_level > ModificationLevel.FORM_FILLING:
                return True
    except Exception:  # whatever it raises is a refusal
        return True
    return False


@pytest.fixture(scope="module")
def sealed(pki) -> bytes:
    return seal_pdf(samples.build_pdf(fields=FIELDS, box=BOX), pki.seal, samples.NOW)


def changed_somewhere(pen, chance: random.Random) -> None:
    """Change one to three objects of a document in ways that keep it one."""
    numbers = [number for number in range(1, 17) if number != pen.root_ref.idnum]
    for _ in range(chance.randint(1, 3)):
        way = chance.randrange(8)
        if way == 0:
            pen.root["/DSS"] = store(pen)
            pen.update_root()
            return
        value = pen.get_object(generic.Reference(chance.choice(numbers), 0, pdf=pen))
        if not isinstance(value, generic.DictionaryObject):
            continue
        keys = [key for key in value if key not in ("/Length", "/Type", "/Parent", "/Kids", "/Fields", "/T")]
        if way == 1 and keys:
            del value[chance.choice(keys)]
        elif way == 2:
            value[generic.pdf_name(chance.choice(["/AA", "/V", "/AP", "/Kids0", "/OC", "/Rotate"]))] = (
                generic.pdf_string("x")
            )
        elif way == 3 and keys:
            value[chance.choice(keys)] = generic.NullObject()
        elif way == 4:
            value[generic.pdf_name("/New")] = pen.add_object(generic.DictionaryObject())
        elif way == 5 and keys:
            value[chance.choice(keys)] = generic.IndirectObject(chance.choice(numbers), 0, pen)
        elif way == 6:
            pen.add_object(generic.pdf_string("nowhere"))
        pen.update_container(value)


def test_seeded_updates_are_judged_no_milder_than_by_pyhanko(pki, sealed):
    chance = random.Random(SEED)
    refused = agreed = 0
    for _ in range(ROUNDS):
        try:
            data = updated(sealed, lambda pen: changed_somewhere(pen, chance))
            if chance.random() < 0.5:
                data = sign_field(data, pki.reviewer, "LegalReview")
            elif chance.random() < 0.5:
                data = add_document_timestamp(data, pki.timestamping)
        except Exception:  # pyHanko does not write every such file
            continue
        verdict = verify(data, pki).verdict
        assert verdict in ("verified", "not_verified")
        if pyhanko_refuses(data):
            refused += 1
            assert verdict == "not_verified"
        else:
            agreed += verdict == "verified"
    # Both happen, or the comparison says nothing.
    assert refused > ROUNDS // 3
    assert agreed > 3


@pytest.mark.parametrize("attack", ATTACKS, ids=[attack.__name__ for attack in ATTACKS])
def test_pyhanko_is_not_stricter_on_any_attack(pki, sealed, attack):
    data = updated(sealed, attack)
    assert not pyhanko_refuses(data) or verify(data, pki).verdict == "not_verified"


def test_what_signers_make_is_admitted_by_both(pki, sealed):
    def with_store(pen) -> None:
        pen.root["/DSS"] = store(pen)
        pen.update_root()

    one = signed_along(sealed, lambda pen: None, pki, "Approval-legal")
    steps = [sealed, one, updated(one, with_store)]
    steps.append(signed_along(steps[-1], lambda pen: None, pki, "LegalReview"))
    for _ in range(4):
        steps.append(add_document_timestamp(steps[-1], pki.timestamping))
    for data in steps:
        assert verify(data, pki).verdict == "verified"
        assert not pyhanko_refuses(data)


def test_mutated_files_with_several_signatures_never_verify(pki, sealed):
    """One to three spoilt places in a file with a seal, two approvals, validation data and two timestamps."""
    data = signed_along(sealed, lambda pen: None, pki, "Approval-legal")
    data = add_document_timestamp(signed_along(data, lambda pen: None, pki), pki.timestamping)
    data = add_document_timestamp(data, pki.timestamping)
    assert verify(data, pki).verdict == "verified"
    assert len(verify(data, pki).signers) == 3
    chance = random.Random(SEED)
    for _ in range(ROUNDS):
        changed = mutated(data, chance)
        result = verify(changed, pki)
        assert "unexpectedly" not in result.summary
        if changed != data and result.verdict != "not_verified":
            # Nothing signs the chain in the last token: spoiling it takes the proof of time away, and no more.
            assert outcome(result, "time") == "not established"
            assert len(result.signers) == 3


def test_an_honest_document_cut_to_any_length_is_at_most_an_earlier_one(pki, sealed):
    """Cut at the end of a revision it is an earlier document with fewer signers; anywhere else it is none."""
    one = signed_along(sealed, lambda pen: None, pki, "Approval-legal")
    both = signed_along(one, lambda pen: None, pki)
    chance = random.Random(SEED)
    ends = {len(sealed): 1, len(one): 2, len(both): 3}
    for length in sorted({*chance.sample(range(len(both)), 150), *ends}):
        result = verify(both[:length], pki)
        assert (result.verdict == "verified") is (length in ends), length
        if length in ends:
            assert len(result.signers) == ends[length]
