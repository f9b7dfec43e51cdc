from django.http import Http404, HttpRequest, HttpResponse


def events(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404
