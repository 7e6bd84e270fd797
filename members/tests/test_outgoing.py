"""Web hooks cannot reach inside (reliability.md S11): what counts is what the listener saw."""

import socket
import sys

import pytest

from members.services.outgoing import MAX_ANSWER, LentRequests, is_public
from members.services.posting import SERVICES, post, service_of
from members.tests.listeners import Hook, web_hook
from unionplan.core.errors import DomainError

INSIDE = [
    "127.0.0.1",
    "127.1.2.3",
    "0.0.0.0",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "100.100.100.200",
    "192.0.0.8",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "fe80::1",
    "fe80::1%eth0",
    "fc00::1",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "2002:7f00:1::",
    "2002:a00:1::1",
    "2001:db8::1",
]


@pytest.mark.parametrize("address", INSIDE)
def test_an_address_inside_is_never_public(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "223.5.5.5", "2400:3200::1", "::ffff:8.8.8.8"])
def test_an_address_outside_is_public(address):
    assert is_public(address)


HOSTS = [
    "127.0.0.1",
    "localhost",
    "127.1",
    "2130706433",
    "0x7f000001",
    "0177.0.0.1",
    "[::1]",
    "[::ffff:127.0.0.1]",
    "0",
]


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("schema", ["jsons", "forms", "xmls"])
def test_the_listener_inside_sees_no_connection(host, schema):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.2)
        port = listener.getsockname()[1]
        call = post(f"{schema}://{host}:{port}/x", title="测试", body="测试", event_id="1")
        with pytest.raises(TimeoutError):
            listener.accept()
    assert call.error in {"address_refused", "not_offered", "unreachable", "broken"}


def test_a_name_that_turns_inside_after_the_check_is_connected_where_it_was_checked(monkeypatch):
    """Rebinding: the second answer of the resolver never matters, because there is no second question."""
    asked = []
    real = socket.getaddrinfo

    def resolver(host, *args, **kwargs):
        if host != "hook.unionplan.example":
            return real(host, *args, **kwargs)
        asked.append(host)
        # 192.0.2.1 is a documentation address: refused as not public
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("192.0.2.1" if len(asked) == 1 else "127.0.0.1", 443))]

    monkeypatch.setattr(socket, "getaddrinfo", resolver)
    call = post("jsons://hook.unionplan.example/x", title="测试", body="测试", event_id="1")
    assert (call.error, len(asked)) == ("address_refused", 1)


def test_a_name_with_one_inner_address_among_public_ones_is_refused(monkeypatch):
    both = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (host, 443)) for host in ("8.8.8.8", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: both)
    assert post("jsons://mixed.unionplan.example/x", title="测试", body="测试", event_id="1").error == "address_refused"


@pytest.mark.parametrize(
    "url", ["json://8.8.8.8/x", "syslog://", "dbus://", "mailto://a:b@c", "file:///etc/passwd", "gibberish"]
)
def test_services_that_are_not_offered_are_refused_with_a_sentence(url):
    with pytest.raises(DomainError, match="不支持这种渠道"):
        service_of(url)


def test_an_incomplete_address_is_refused_with_a_sentence():
    with pytest.raises(DomainError, match="不完整"):
        service_of("dingtalk://")


@pytest.mark.parametrize("schema", SERVICES)
def test_every_offered_service_speaks_through_our_client(schema):
    _name, plugin = SERVICES[schema]
    assert isinstance(sys.modules[plugin.__module__].requests, LentRequests)


@pytest.fixture
def local(settings):
    settings.ALLOW_PRIVATE_CHANNELS = True


@pytest.mark.usefixtures("local")
def test_redirects_are_not_followed():
    with web_hook(Hook()) as inner, web_hook(Hook()) as hook:
        hook.status, hook.headers = 302, {"Location": f"http://127.0.0.1:{inner.port}/"}
        call = post(f"json://127.0.0.1:{hook.port}/x", title="测试", body="测试", event_id="1")
    assert (len(hook.requests), inner.requests, call.error) == (1, [], "not_taken")


@pytest.mark.usefixtures("local")
def test_an_endless_answer_is_cut_off():
    with web_hook(Hook(body=b"x" * (MAX_ANSWER * 3))) as hook:
        assert post(f"json://127.0.0.1:{hook.port}/x", title="测试", body="测试", event_id="1").error == "broken"


@pytest.mark.usefixtures("local")
def test_a_good_answer_is_no_error():
    with web_hook(Hook()) as hook:
        assert post(f"json://127.0.0.1:{hook.port}/x", title="测试", body="测试", event_id="7").error == ""
    assert hook.requests[0][1]["X-Event-Id"] == "7"
