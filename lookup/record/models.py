"""What people say of their record, and what they are told of it. This is where Django looks for the models."""

from lookup.record.alerts.models import Alert, AlertChoice, Message  # noqa: F401
from lookup.record.concerns.models import Concern, Step  # noqa: F401
from lookup.record.incidents.models import Incident  # noqa: F401
