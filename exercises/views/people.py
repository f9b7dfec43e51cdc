from django.http import Http404, HttpRequest, HttpResponse


def join(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404


def index(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404


def remove(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404
