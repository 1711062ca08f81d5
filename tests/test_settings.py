"""What an author hears whose mkdocs.yml says what it may not."""

import pytest
from sites import CONFIG, Site

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ("devices: [cdua]", "no run and no recording on any of cdua. This machine's"),
        ("snippets: snipets", "option 'snippets' of plugin 'runpages' is 'snipets'."),
    ],
)
def test_an_option_that_would_show_nothing_is_said(
    site: Site, option: str, message: str
) -> None:
    """A misspelt name must not pass for a site without runs."""
    config = CONFIG.replace("timeout: 30", option)
    (site.root / "mkdocs.yml").write_text(config, "utf-8")
    status, output = site.call("mkdocs", "build", "-q")
    assert status == 1
    assert message in output


def test_an_unknown_option_is_said(site: Site) -> None:
    """With the nearest one."""
    config = CONFIG.replace("timeout", "timout")
    (site.root / "mkdocs.yml").write_text(config, "utf-8")
    status, output = site.call("runpages", "check")
    assert status == 1
    line = config[: config.index("timout")].count("\n") + 1
    what = "plugin 'runpages' has no option 'timout'. Did you mean 'timeout'?"
    assert f"mkdocs.yml:{line}: {what}" in output


@pytest.mark.parametrize("option", ["jobs: -1", "timeout: 0", "output: much"])
def test_an_option_out_of_range_is_said(site: Site, option: str) -> None:
    """With what it may be, before anything runs."""
    config = CONFIG.replace("timeout: 30", option)
    (site.root / "mkdocs.yml").write_text(config, "utf-8")
    status, output = site.call("runpages", "run")
    name = option.partition(": ")[0]
    assert status == 1
    assert f"option '{name}' of plugin 'runpages' is " in output
    assert "number of at least" in output


@pytest.mark.parametrize(
    ("option", "what"),
    [
        ("cache: .", "apart from the project folder"),
        ("cache: recordings", "apart from the recordings folder"),
        ("cache: docs/cache", "apart from the docs folder"),
        ("jobs: 0.5", "It must be a whole number of at least 0"),
        ("memory: 1.5", "It must be a whole number of at least 0"),
        ("devices: cpu", "It must be a list of names"),
        ("fork: 2", "It must be true or false"),
        ("notebooks: often", "It must be never, build or always"),
        ("cache: site", "apart from the site folder"),
        ("cache: site/runpages", "apart from the site folder"),
        ("timeout: .inf", "It must be a number of at least 1"),
    ],
)
def test_an_option_that_would_do_harm_is_refused(
    site: Site, option: str, what: str
) -> None:
    """The cache is swept, so nothing else may be in it."""
    kept = site.root / "recordings/cpu/mine.ipynb"
    kept.parent.mkdir(parents=True)
    kept.write_text("{}", "utf-8")
    config = CONFIG.replace("timeout: 30", option)
    (site.root / "mkdocs.yml").write_text(config, "utf-8")
    status, output = site.call("runpages", "run")
    assert status == 1
    assert what in output
    assert kept.exists()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("plugins: [{runpages: 5}]", "mkdocs.yml:1: plugin 'runpages' has the options"),
        ("- a\n", "mkdocs.yml:1: it has no 'name: value'"),
        (
            "a: !x 1\nplugins:\n  runpages: {timeout: 0}\n",
            "mkdocs.yml:3: option 'timeout' of plugin 'runpages' is 0. It must be a",
        ),
        ("a: \x07\n", "mkdocs.yml: "),
    ],
)
def test_a_wrong_configuration_is_one_message(
    site: Site, text: str, message: str
) -> None:
    """Also where MkDocs would say it in another way."""
    (site.root / "mkdocs.yml").write_text(text, "utf-8")
    status, output = site.call("runpages", "check")
    assert status == 1
    assert message in output
    assert "Traceback" not in output


def test_all_that_is_kept_is_in_the_cache_folder(site: Site) -> None:
    """Also the compiled templates, wherever it is."""
    config = CONFIG.replace("timeout: 30", "cache: kept/here, notebooks: build")
    (site.root / "mkdocs.yml").write_text(config, "utf-8")
    before = {p.name for p in site.root.iterdir()}
    assert site.call("mkdocs", "build", "-q")[0] == 0
    assert {p.name for p in site.root.iterdir()} == before | {"kept", "site"}
    assert [p.name for p in (site.root / "kept").iterdir()] == ["here"]
    assert list((site.root / "kept/here/compiled").rglob("*.cache"))


def test_messages_name_the_configuration_that_is_used(site: Site) -> None:
    """And the line in it, also in a build."""
    other = CONFIG.replace("timeout: 30", "timeout: 0")
    (site.root / "other.yml").write_text(other, "utf-8")
    status, output = site.call("mkdocs", "build", "-q", "-f", "other.yml")
    assert status == 1
    assert "other.yml:4: option 'timeout' of plugin 'runpages' is 0." in output


def test_a_limit_names_the_configuration_that_sets_it(site: Site) -> None:
    """It may be another than mkdocs.yml."""
    other = CONFIG.replace("timeout: 30", "timeout: 1")
    (site.root / "other.yml").write_text(other, "utf-8")
    site.write("it", "# %% Data\nwhile True:\n    pass\n")
    status, output = site.call("mkdocs", "build", "-q", "-f", "other.yml")
    assert status == 1
    assert "or raise 'timeout' in other.yml." in output
