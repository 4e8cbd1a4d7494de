"""The forms in which staff describe an agency, add a key, and choose who acts for it."""

from django import forms
from django.contrib.auth import get_user_model

from clearance.agencies.models import DATA_POINTS, Agency
from clearance.law.process_names import DATA_POINTS as NAMES

CHOICES = [(point, NAMES[point].in_language("en").capitalize()) for point in DATA_POINTS]


class DataPoints(forms.MultipleChoiceField):
    """Checkboxes. What may be chosen, and why not, the agency itself says."""

    widget = forms.CheckboxSelectMultiple

    def validate(self, value):
        pass


class AgencyForm(forms.ModelForm):
    data = DataPoints(
        label="Data points",
        choices=CHOICES,
        required=False,
        help_text="What it needs to find its own record. Nothing else is sent to it. "
        "The name of a person is not among them: the records here hold no names.",
    )

    class Meta:
        model = Agency
        fields = ("code", "name", "kind", "named_as", "statewide", "data", "delivery")


class KeyForm(forms.Form):
    public_key = forms.CharField(
        label="Public key",
        max_length=60,
        widget=forms.TextInput({"size": 50, "spellcheck": "false", "autocomplete": "off"}),
        help_text="As the client prints it: 44 characters, the last an =.",
    )


class MemberForm(forms.Form):
    user = forms.ModelChoiceField(label="Member of staff", queryset=None)

    def __init__(self, agency: Agency, *args, **options):
        """Those of the staff who do not act for the agency already."""
        super().__init__(*args, **options)
        members = agency.members.current().values("user")
        staff = get_user_model().objects.filter(is_staff=True, is_active=True)
        self.fields["user"].queryset = staff.exclude(pk__in=members).order_by("username")
