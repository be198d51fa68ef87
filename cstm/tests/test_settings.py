"""Settings: production refuses to start on what cannot work, and is hardened where it starts."""

import os
import secrets
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

pytestmark = pytest.mark.embedded
PROJECT = Path(__file__).resolve().parents[2]
GOOD = {
    "CSTM_MODE": "production",
    "SECRET_KEY": secrets.token_urlsafe(60),
    "ALLOWED_HOSTS": "cstm.example.com",
    "DATABASE_URL": "sqlite:///:memory:",
    "REDIS_URL": "redis://127.0.0.1:6379/9",
}


def start(tmp_path: Path, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Run Python in the project with these values alone."""
    clean = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    clean |= {"CSTM_VAR_DIR": str(tmp_path / "var"), **env}
    return subprocess.run(
        [sys.executable, *words],
        cwd=PROJECT,
        env=clean,
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_deploy_check_is_clean_in_production(tmp_path: Path) -> None:
    done = start(tmp_path, "manage.py", "check", "--deploy", "--fail-level", "WARNING", **GOOD)
    assert done.returncode == 0, done.stderr
    assert "no issues (0 silenced)" in done.stdout


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("SECRET_KEY", "", "SECRET_KEY must be set to 50 random characters"),
        ("SECRET_KEY", "a" * 60, "SECRET_KEY must be set to 50 random characters"),
        ("ALLOWED_HOSTS", "", "ALLOWED_HOSTS must name"),
        ("ALLOWED_HOSTS", "*", "ALLOWED_HOSTS holds '*'"),
        ("DATABASE_URL", "", "DATABASE_URL must be set in production"),
        ("DATABASE_URL", "mysql://x/y", "DATABASE_URL must begin with"),
        ("REDIS_URL", "", "REDIS_URL must be set in production"),
        ("CSTM_MODE", "prod", "CSTM_MODE is 'prod'"),
        ("CSTM_TIME_ZONE", "Shanghai", "CSTM_TIME_ZONE is 'Shanghai'"),
        ("CSTM_LANGUAGE", "fr", "CSTM_LANGUAGE is 'fr'"),
        ("EMAIL_PORT", "mail", "EMAIL_PORT is 'mail'"),
    ],
)
def test_a_wrong_value_is_refused_with_a_sentence(tmp_path: Path, name: str, value: str, says: str) -> None:
    done = start(tmp_path, "-c", "import cstm.settings", **(GOOD | {name: value}))
    assert done.returncode != 0
    assert says in done.stderr.strip().splitlines()[-1]


def test_production_is_never_a_demo_and_never_shows_errors(tmp_path: Path) -> None:
    ask = "import cstm.settings as s; print(s.DEMO, s.DEBUG, s.SESSION_COOKIE_NAME, s.CELERY_TASK_ACKS_LATE)"
    done = start(tmp_path, "-c", ask, **GOOD, CSTM_DEMO="1", DEBUG="1")
    assert done.stdout.split() == ["False", "False", "__Host-cstm", "True"], done.stderr


def test_static_files_get_hashes_in_production(tmp_path: Path) -> None:
    collect = (  # Without brotli, as production is installed.
        "import whitenoise.compress as c; c.brotli_available = False\n"
        "from django.core.management import execute_from_command_line as run\n"
        "run(['manage.py', 'collectstatic', '--noinput', '-v', '0', '-i', 'drf_spectacular_sidecar'])"
    )
    done = start(tmp_path, "-c", collect, **GOOD, DJANGO_SETTINGS_MODULE="cstm.settings")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "var" / "static" / "staticfiles.json").is_file()


def test_the_policy_for_scripts_and_styles_is_strict() -> None:
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    assert directives["default-src"] == ["'none'"]
    for name in ("script-src", "style-src"):
        assert not {"'unsafe-inline'", "'unsafe-eval'", "*"} & {str(word) for word in directives[name]}
    assert not hasattr(settings, "SILENCED_SYSTEM_CHECKS") or settings.SILENCED_SYSTEM_CHECKS == []
