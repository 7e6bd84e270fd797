"""Log lines carry no secret and no values of a failure."""

import logging
import logging.config

import pytest
from django.conf import settings

from unionplan.core.logs import renderers


@pytest.mark.parametrize("as_json", [True, False], ids=["production", "trial"])
def test_no_line_shows_a_secret_or_the_variables_of_a_failure(capsys, as_json):
    formatter = {**settings.LOGGING["formatters"]["line"], "processors": renderers(as_json=as_json)}
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"line": formatter},
            "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
            "loggers": {"test.lines": {"handlers": ["console"], "propagate": False}},
        }
    )
    logger = logging.getLogger("test.lines")
    identity_number = "11010119900307" + "7758"
    logger.warning("Not Found: %s", "/calendar/feed/s3cr3t-address.ics")
    try:
        raise ValueError(len(identity_number))
    except ValueError:
        logger.exception("failed")

    written = capsys.readouterr().err
    assert "s3cr3t" not in written
    assert "/calendar/feed/…" in written
    assert "ValueError" in written
    assert identity_number not in written
