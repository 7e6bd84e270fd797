"""Error pages that say what happened and what to do now, in the reader's language, even before login."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the request itself cannot be understood."""
    return render(request, "errors/400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: the reason is said, so that nobody wonders whether a button is broken."""
    return render(request, "errors/403.html", {"reason": str(exception)}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404, also for what lies outside the reader's scope: nobody learns that it exists. The API answers as it always
    does, with problem details (RFC 9457), also at an address it does not have."""
    if request.path.startswith("/api/"):
        body = {
            "type": "urn:unionplan:problem:not_found",
            "title": _("没有找到，或不在您的查看范围内。"),
            "status": 404,
        }
        in_words = {"ensure_ascii": False}
        return JsonResponse(body, status=404, content_type="application/problem+json", json_dumps_params=in_words)
    return render(request, "errors/404.html", status=404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form that stood open too long or came from elsewhere."""
    return render(request, "errors/csrf.html", status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """500 without context processor, query or session, in both languages at once. A database that does not answer is
    503: it passes, and programs are told when to come back."""
    if isinstance(sys.exception(), OperationalError | InterfaceError):
        return HttpResponse(_STATIC_500, status=503, headers={"Retry-After": "10"})
    return HttpResponse(_STATIC_500, status=500)


_STATIC_500 = """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<title>出错了 · Something went wrong</title><link rel="stylesheet" href="/static/css/plain.css"></head>
<body><main><h1>系统没能完成这一步</h1>
<p>已经记录下来。请稍后再试；仍不行时，把时间和所做的操作告诉系统管理员。</p>
<p><a href="/">回到工作台</a></p>
<section lang="en"><h2>Something went wrong</h2>
<p>It has been logged. Please try again later; if it stays, tell the system administrator when and what you did.</p>
<p><a href="/">Back to the desk</a></p></section></main></body></html>"""
