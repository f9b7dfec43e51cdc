from django.http import Http404, HttpRequest, HttpResponse


def move(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404


def page(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404


def data(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404
