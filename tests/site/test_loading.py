"""Where a site is published: its configuration says it, or the environment."""

import pytest
from mkdocs.config.defaults import MkDocsConfig
from sites import CONFIG, Site

from runpages.errors import RunpagesError
from runpages.site.loading import locate

GITHUB = {
    "GITHUB_ACTIONS": "true",
    "GITHUB_SERVER_URL": "https://github.com",
    "GITHUB_REPOSITORY": "Someone/lines",
}


@pytest.fixture(params=[{}])
def config(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> MkDocsConfig:
    """A configuration that says only where the docs are, and what else is given."""
    for name in ("SITE_URL", *GITHUB):
        monkeypatch.delenv(name, raising=False)
    config = MkDocsConfig()
    config.load_dict({"site_name": "It", **request.param})
    config.validate()
    return config


def set_all(monkeypatch: pytest.MonkeyPatch, **names: str) -> None:
    """Set variables of the environment."""
    for name, value in names.items():
        monkeypatch.setenv(name, value)


@pytest.mark.parametrize(
    ("names", "address"),
    [
        ({}, None),
        ({"SITE_URL": "https://lines.example"}, "https://lines.example/"),
        (GITHUB, "https://someone.github.io/lines/"),
        (
            {**GITHUB, "GITHUB_REPOSITORY": "Someone/Someone.github.io"},
            "https://someone.github.io/",
        ),
        (
            {**GITHUB, "SITE_URL": "https://lines.example/a/"},
            "https://lines.example/a/",
        ),
        ({**GITHUB, "GITHUB_SERVER_URL": "https://git.example"}, None),
        ({**GITHUB, "GITHUB_ACTIONS": ""}, None),
    ],
)
def test_the_environment_says_where_a_site_is(
    config: MkDocsConfig, monkeypatch: pytest.MonkeyPatch, names, address
) -> None:
    """SITE_URL, or GitHub's CI; elsewhere it is not guessed."""
    set_all(monkeypatch, **names)
    locate(config)
    assert (config.site_url or None) == address


def test_the_repository_is_known_in_its_ci(
    config: MkDocsConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one whose CI it is: a fork's own."""
    set_all(monkeypatch, **GITHUB)
    locate(config)
    assert config.repo_url == "https://github.com/Someone/lines"


@pytest.mark.parametrize(
    "config",
    [{"site_url": "https://a.example/", "repo_url": "https://b.example/c"}],
    indirect=True,
)
def test_what_the_configuration_says_stays(
    config: MkDocsConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the environment says."""
    set_all(monkeypatch, **GITHUB, SITE_URL="https://lines.example/")
    locate(config)
    assert config.site_url == "https://a.example/"
    assert config.repo_url == "https://b.example/c"


def test_an_address_that_is_none_is_refused(
    config: MkDocsConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With what it lacks."""
    monkeypatch.setenv("SITE_URL", "lines.example")
    with pytest.raises(
        RunpagesError, match=r"SITE_URL: 'lines\.example' is no address"
    ):
        locate(config)


@pytest.mark.slow
def test_a_build_says_what_it_lacks_without_an_address(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In one line, which stops no strict build; with an address it has it all."""
    (site.root / "theme/main.html").write_text("{{ page.canonical_url }}", "utf-8")
    (site.root / "mkdocs.yml").write_text(CONFIG, "utf-8")
    status, said = site.call("mkdocs", "build", "--strict")
    assert status == 0, said
    assert len([line for line in said.splitlines() if "Without site_url" in line]) == 1
    monkeypatch.setenv("SITE_URL", "https://lines.example/")
    status, said = site.call("mkdocs", "build", "--strict")
    assert (status, "Without site_url" in said) == (0, False), said
    assert site.html() == "https://lines.example/it/"
