from django.http import Http404, HttpRequest, HttpResponse


def index(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404


def progress(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404


def cancel(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404


def file(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404
