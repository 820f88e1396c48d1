"""A command told to end does so, and says so, whatever was going on inside."""

from __future__ import annotations

import signal

import pytest

from graph.embedded import leave_on_signals
from graph.embedded.signals import ENDING
from ingest.command_line import main

pytestmark = pytest.mark.usefixtures("heeded_signals")


@pytest.mark.parametrize("number", ENDING)
def test_an_interruption_that_a_library_makes_an_error_of_is_still_one(
    number: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def app(**_: object) -> None:
        try:
            signal.raise_signal(number)
        except BaseException:
            raise BufferError("cannot be re-sized") from None

    monkeypatch.setattr("ingest.command_line.app", app)
    # It has log lines go to the error output of now, which is this test's alone.
    monkeypatch.setattr("ingest.command_line.quiet_libraries", lambda: None)
    with pytest.raises(SystemExit) as ended:
        main(["ingest"])
    assert ended.value.code == 128 + number
    assert capsys.readouterr().err == "zanjir: interrupted\n"


@pytest.mark.parametrize("number", ENDING)
def test_a_signal_that_is_ignored_stays_so(number: int) -> None:
    signal.signal(number, signal.SIG_IGN)
    with leave_on_signals() as told:
        signal.raise_signal(number)
    assert told.exit_code is None
    assert signal.getsignal(number) == signal.SIG_IGN


@pytest.mark.parametrize("number", ENDING)
def test_signals_are_given_back(number: int) -> None:
    with leave_on_signals():
        assert signal.getsignal(number) != signal.SIG_DFL
    assert signal.getsignal(number) == signal.SIG_DFL
