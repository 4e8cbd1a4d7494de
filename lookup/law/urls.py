"""The addresses of the laws in force."""

from django.urls import path

from lookup.law.views import law, laws

urlpatterns = [
    path("", laws, name="laws"),
    path("<slug:policy_id>/", law, name="law"),
]
