from django.http import Http404, HttpRequest, HttpResponse


def new(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404


def next_phase(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404


def settings(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404
