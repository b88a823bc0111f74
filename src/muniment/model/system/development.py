"""How a system was designed and developed, and how it is watched over and changed."""

from typing import Literal

from muniment.model.section import Entry, Section, fact
from muniment.model.types import Date, Duration, Ref, String, Table, Text, Version

BiometricRecord = Literal["period_of_use", "reference_database", "matching_input", "verifying_persons"]


class Design(Section):
    """The design specifications of the system (Annex IV, 2(b))."""

    logic: Text | None = fact("General logic", "The general logic of the system and of its algorithms.")
    rationale: Text | None = fact("Key choices", "The key design choices and the reasons for them.")
    assumptions_about_persons: Text | None = fact(
        "Assumptions about persons", "What was assumed about the persons or groups the system is to be used on."
    )
    optimised_for: Text | None = fact("Optimised for", "What the system is designed to optimise.")


class DesignChange(Entry):
    """One significant change of the design of a system already on the market or in service (Art 111(2))."""

    date: Date | None = fact("Date", "The day from which the changed system was on the market or in service.")
    description: Text | None = fact("Change", "What was changed.")


class ComputeResources(Section):
    """The computation behind the system."""

    resources: Text | None = fact(
        "Resources", "The computational resources used to develop, train, test and validate the system."
    )


class SystemTraining(Section):
    """How the system's models were trained (Annex IV, 2(d))."""

    methods: list[Text] | None = fact("Methods", "The training methodologies.")
    techniques: list[Text] | None = fact("Techniques", "The training techniques.")


class Oversight(Section):
    """Human oversight (Annex IV, 2(e))."""

    measures: list[Text] | None = fact("Measures", "The measures of human oversight needed.")
    interpretation: Text | None = fact(
        "Help with outputs",
        "The technical measures that help deployers interpret the outputs, and how they were assessed.",
    )
    known_data_limits_shown: bool | None = fact(
        "Limits shown", "Whether those who oversee the system are shown the known limits of its data."
    )


class PlannedChange(Entry):
    """One change fixed in advance (Annex IV, 2(f))."""

    description: Text | None = fact("Change", "What will change in the system and in its performance.")
    safeguards: Text | None = fact(
        "Technical solutions", "The technical solutions that keep the requirements fulfilled after the change."
    )
    dataset_update_plan: Text | None = fact(
        "Planned data", "Which data sets will be updated or added, when, and how the result will be checked."
    )


class InputData(Section):
    """The data the system takes in."""

    spec: Text | None = fact("Specification", "What the input data must be: fields, formats, quality.")
    valid_range: Table | None = fact("Valid range", "The range in which inputs are valid: one row a field and bound.")


class Setting(Section):
    """The setting in which the system is intended to be used (Art 10(4))."""

    geographical: Text | None = fact("Geographical", "Where it is to be used.")
    contextual: Text | None = fact("Contextual", "In what context it is to be used.")
    behavioural: Text | None = fact("Behavioural", "By and on persons of what behaviour it is to be used.")
    functional: Text | None = fact("Functional", "For what function, and as a part of what.")


class Security(Section):
    """Security of the data and the models."""

    measures: Text | None = fact("Measures", "The cybersecurity measures put in place.")
    poisoning_controls: list[Text] | None = fact(
        "Controls against poisoning", "What prevents, detects and answers manipulated training data or models."
    )


class Logging(Section):
    """Automatic recording of events (Art 12, 19)."""

    capabilities: Text | None = fact("What is logged", "The events the system records.")
    records_versions: bool | None = fact(
        "Logs versions", "Whether the log names the version of the model and of the data in use."
    )
    biometric_records: list[BiometricRecord] | None = fact(
        "Logged of biometric identification",
        "What the logs of a remote biometric identification system record at the least (Art 12(3)).",
        choices={
            "period_of_use": "The start and the end of each use.",
            "reference_database": "The reference database the inputs were checked against.",
            "matching_input": "The inputs for which the search led to a match.",
            "verifying_persons": "The natural persons who verified the results.",
        },
    )
    controlled_by: list[Literal["provider", "deployer"]] | None = fact(
        "Controlled by",
        "Who controls the logs.",
        choices={"provider": "The provider controls them.", "deployer": "The deployer controls them."},
    )
    retention: Duration | None = fact(
        "Kept for", "How long the logs are kept; six months at least, unless other law says otherwise.", example="P6M"
    )


class ReferenceDatabase(Section):
    """The database against which remote biometric identification checks its inputs (Art 12(3))."""

    id: String | None = fact("Database", "The name by which the database is identified.")
    version: Version | None = fact("Version", "Its version, as text in quotes.")


class ContinualLearning(Section):
    """Learning that goes on after the system is on the market or in service (Art 15(4))."""

    enabled: bool | None = fact("Learns in use", "Whether the system goes on learning in use.")
    data_inflow: Text | None = fact("Inflow of data", "Which data it learns from, and how they are checked.")
    loop_mitigations: list[Text] | None = fact(
        "Measures against feedback loops", "What keeps biased outputs from shaping later inputs."
    )
    output_reused_as_training: bool | None = fact(
        "Outputs fed back", "Whether outputs of the system are used as training data."
    )


class PostMarket(Section):
    """Monitoring after the system is on the market (Art 72)."""

    plan_ref: Ref | None = fact("Plan", "The post-market monitoring plan.")
    data_collected: list[Text] | None = fact("Data collected", "The data that are collected on performance in use.")
    data_sources: list[Text] | None = fact("Sources", "Where these data come from.")
    drift_monitoring: Text | None = fact("Drift", "How drift of data and performance is noticed.")
