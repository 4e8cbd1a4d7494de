"""The whole life of an account, by keyboard alone, on a small screen, without JavaScript."""

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.cache import cache
from playwright.sync_api import Browser, Page, expect

from tests.accounts import steps
from tests.accounts.steps import ADDRESS, PASSWORD
from tests.lookup.browser import browser, needs_chromium, press_enter, tab_to  # noqa: F401

pytestmark = [pytest.mark.browser, needs_chromium, pytest.mark.django_db(transaction=True)]

WORDS = {
    "en": {
        "make": "Make an account",
        "address": "Email address",
        "new": "New password",
        "on": "Go on",
        "mail": "Enter the code from your email",
        "code": "Code",
        "step": "Add a second step",
        "app": "Use an app",
        "set up": "Set up an app",
        "app code": "Code from the app",
        "spare": "Your spare codes",
        "kept": "I have kept them",
        "account": "Your account",
        "devices": "Show my devices",
        "where": "Where you are signed in",
        "out": "Sign out",
        "left": "You have left",
        "start": "Back to the start",
        "in": "Sign in",
        "password": "Password",
        "second": "The second step",
        "who": "Show who you are",
        "delete": "Delete my account",
        "ask": "Delete my account?",
        "sure": "Yes, delete my account for good",
        "gone": "Your account is deleted",
    },
    "es": {
        "make": "Crear una cuenta",
        "address": "Correo electrónico",
        "new": "Contraseña nueva",
        "on": "Seguir",
        "mail": "Escriba el código de su correo",
        "code": "Código",
        "step": "Agregar un segundo paso",
        "app": "Usar una aplicación",
        "set up": "Preparar una aplicación",
        "app code": "Código de la aplicación",
        "spare": "Sus códigos de reserva",
        "kept": "Ya los guardé",
        "account": "Su cuenta",
        "devices": "Mostrar mis aparatos",
        "where": "Dónde tiene la sesión abierta",
        "out": "Cerrar sesión",
        "left": "Usted ha salido",
        "start": "Volver al inicio",
        "in": "Iniciar sesión",
        "password": "Contraseña",
        "second": "El segundo paso",
        "who": "Muestre quién es",
        "delete": "Borrar mi cuenta",
        "ask": "¿Borrar mi cuenta?",
        "sure": "Sí, borrar mi cuenta para siempre",
        "gone": "Su cuenta está borrada",
    },
}


@pytest.fixture(autouse=True)
def quick(quick_answers):
    cache.clear()


@pytest.fixture(params=["en", "es"])
def page(request, browser: Browser, live_server):  # noqa: F811
    context = browser.new_context(
        viewport={"width": 360, "height": 740},
        locale=request.param,
        base_url=live_server.url,
        java_script_enabled=False,
    )
    page = context.new_page()
    page.words = WORDS[request.param]
    yield page
    context.close()


def fill(page: Page, label: str, text: str) -> None:
    tab_to(page, page.words[label])
    page.keyboard.type(text)


def press(page: Page, name: str, then: str) -> None:
    """Move to the thing of that name and press it; the next page has that heading."""
    tab_to(page, page.words[name])
    press_enter(page)
    expect(page.locator("h1")).to_have_text(page.words[then])


def test_the_whole_walk_by_keyboard(page: Page):
    page.goto("/")
    press(page, "make", then="make")
    fill(page, "address", ADDRESS)
    fill(page, "new", PASSWORD)
    press(page, "on", then="mail")
    enter(page, "code", steps.code_in_mail(), then="step")
    press(page, "app", then="set up")
    secret = page.locator(".secret").inner_text().replace(" ", "")
    page.wait_for_load_state()
    assert page.evaluate("document.querySelector('.square').naturalWidth") > 100, "the square is drawn"
    enter(page, "app code", steps.app_code(secret), then="spare")
    spare = page.locator(".spare li").all_inner_texts()
    assert len(spare) == 10
    press(page, "kept", then="account")
    press(page, "devices", then="where")
    press(page, "out", then="left")
    page.go_back()
    expect(page.locator("h1")).to_have_text(page.words["in"])

    page.goto("/")
    press(page, "in", then="in")
    fill(page, "address", ADDRESS)
    fill(page, "password", PASSWORD)
    press_enter(page)
    expect(page.locator("h1")).to_have_text(page.words["second"])
    enter(page, "code", spare[0], then="who")  # no link yet: nothing to show
    press(page, "account", then="account")
    press(page, "delete", then="ask")
    tab_to(page, page.words["sure"])
    page.keyboard.press("Space")
    press(page, "delete", then="gone")
    assert not get_user_model().objects.exists()
    assert len(mail.outbox) == 3  # the code, the app, the end


def enter(page: Page, label: str, code: str, then: str) -> None:
    """The line for a code has the focus, or is a few steps away."""
    page.get_by_label(page.words[label], exact=True).focus()
    page.keyboard.type(code)
    press_enter(page)
    expect(page.locator("h1")).to_have_text(page.words[then])
