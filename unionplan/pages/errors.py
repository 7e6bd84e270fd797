"""Error pages that say what happened and what to do now."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "errors/400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "errors/403.html", {"reason": str(exception)}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "errors/404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """No context processor, no query: the database may be what is broken."""
    return HttpResponse(_STATIC_500, status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "errors/csrf.html", status=403)


_STATIC_500 = """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>出错了 · Error</title></head>
<body><h1>出错了</h1><p>系统没能完成这一步，已记录。请稍后再试；如仍不行，请告诉系统管理员时间和所做的操作。</p>
<p lang="en">Something went wrong and was logged. Please try again later.</p></body></html>"""
