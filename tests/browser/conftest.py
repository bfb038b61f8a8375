"""A headless Chromium without a network, and pages opened in it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect, sync_playwright

expect.set_options(timeout=60_000)


@dataclass
class Opened:
    page: Page
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def serious_violations(self) -> list[str]:
        """What axe-core finds that keeps people out, each rule with where."""
        found = Axe().run(self.page).response["violations"]
        return [
            f"{rule['id']}: {[node['target'] for node in rule['nodes']][:3]}"
            for rule in found
            if rule["impact"] in {"serious", "critical"}
        ]


Open = Callable[..., Opened]


def click_at(page: Page, latlng: list[float]) -> None:
    """Click where the map shows a latitude and longitude."""
    at = page.evaluate(
        """latlng => {
            const { x, y } = geotag.map.latLngToContainerPoint(latlng);
            const { left, top } = geotag.map.getContainer().getBoundingClientRect();
            return [left + x, top + y];
        }""",
        latlng,
    )
    page.mouse.click(*at)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    assert chromium, "tests that open pages have the mark browser"
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield launched
        launched.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Open]:
    contexts: list[BrowserContext] = []

    def open_file(path: Path, *, width: int = 1400, height: int = 900, dark: bool = False) -> Opened:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            reduced_motion="reduce",
            color_scheme="dark" if dark else "light",
        )
        context.set_default_timeout(60_000)
        contexts.append(context)
        opened = Opened(context.new_page())

        def record(route: Route) -> None:
            opened.requests.append(route.request.url)
            if route.request.url == path.as_uri():
                route.continue_()
            else:
                route.abort()

        context.route("**/*", record)
        opened.page.on("console", lambda message: opened.errors.append(message.text))
        opened.page.on("pageerror", lambda error: opened.errors.append(str(error)))
        opened.page.goto(path.as_uri())
        return opened

    yield open_file
    for context in contexts:
        context.close()
