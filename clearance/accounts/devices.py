"""A device as its owner knows it, from what its browser says of itself."""

from django.utils.translation import gettext

#: The first that is in the text counts: Edge also says Chrome, Chrome also says Safari.
BROWSERS = {"Edg": "Edge", "SamsungBrowser": "Samsung Internet", "Firefox": "Firefox", "FxiOS": "Firefox"} | {
    "CriOS": "Chrome",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {"iPhone": "iPhone", "iPad": "iPad", "Android": "Android", "CrOS": "Chromebook"} | {
    "Windows": "Windows",
    "Mac OS X": "Mac",
    "Linux": "Linux",
}


def device(user_agent: str) -> str:
    """Such as `Firefox, Android`."""
    known = [next((name for sign, name in signs.items() if sign in user_agent), "") for signs in (BROWSERS, SYSTEMS)]
    return ", ".join(filter(None, known)) or gettext("A device that does not say what it is")
