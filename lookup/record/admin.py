"""The pages of staff about what people say of their record. This is where Django looks for them."""

from lookup.record.concerns.admin import ConcernAdmin  # noqa: F401
from lookup.record.incidents.admin import IncidentAdmin  # noqa: F401
