"""Source profiles: an agency's own extract as the record format, without code of its own. Imports no Django."""

from .model import PROFILES, Profile, ProfileError, load_profile, parse_profile

__all__ = ["PROFILES", "Profile", "ProfileError", "load_profile", "parse_profile"]
