from django.http import Http404, HttpRequest, HttpResponse


def index(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404


def new(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404


def page(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404
