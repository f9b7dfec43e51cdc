from django.http import Http404, HttpRequest, HttpResponse


def start(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404


def home(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404
