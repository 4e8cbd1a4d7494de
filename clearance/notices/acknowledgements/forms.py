"""The form in which an acknowledgement is uploaded."""

from django import forms

from clearance.agencies.models import Agency


class UploadForm(forms.Form):
    """A signed file, and whose it is."""

    agency = forms.ModelChoiceField(Agency.objects.none())
    file = forms.FileField(
        label="signed file", help_text="The acknowledgement as the agency's program wrote and signed it (JSON)."
    )

    def __init__(self, *args, agencies, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = agencies
        if len(agencies) == 1:
            self.initial["agency"] = agencies[0]
