"""Addresses of the domain."""

from __future__ import annotations

from django.urls import path

from exercises.views import (
    board,
    comments,
    drafts,
    exercise,
    feed,
    home,
    judge,
    narratives,
    options,
    people,
    reports,
    reveal,
)

urlpatterns = [
    path("", home.start, name="start"),
    path("join/<str:token>/", people.join, name="join"),
    path("x/new/", exercise.new, name="new_exercise"),
    path("x/<slug:slug>/", home.home, name="home"),
    path("x/<slug:slug>/next-phase/", exercise.next_phase, name="open_next_phase"),
    path("x/<slug:slug>/options/", options.index, name="options"),
    path("x/<slug:slug>/options/new/", options.new, name="new_option"),
    path("x/<slug:slug>/options/<int:number>/", options.page, name="option"),
    path("x/<slug:slug>/options/<int:number>/move/", board.move, name="move_card"),
    path("x/<slug:slug>/options/<int:number>/comments/", comments.index, name="comments"),
    path("x/<slug:slug>/options/<int:number>/comments/<int:comment>/", comments.page, name="comment"),
    path(
        "x/<slug:slug>/options/<int:number>/comments/<int:comment>/withdraw/",
        comments.withdraw,
        name="withdraw_comment",
    ),
    path("x/<slug:slug>/options/<int:number>/comments/<int:comment>/hide/", comments.hide, name="hide_comment"),
    path("x/<slug:slug>/options/<int:number>/comments/<int:comment>/show/", comments.show, name="show_comment"),
    path("x/<slug:slug>/options/<int:number>/objection/", comments.objection, name="choose_objection"),
    path("x/<slug:slug>/drafts/", drafts.index, name="drafts"),
    path("x/<slug:slug>/drafts/change/", drafts.change, name="change_draft"),
    path("x/<slug:slug>/judge/", judge.queue, name="judge"),
    path("x/<slug:slug>/judge/<int:number>/", judge.sheet, name="judge_option"),
    path("x/<slug:slug>/judge/<int:number>/skip/", judge.skip, name="skip_option"),
    path("x/<slug:slug>/judge/<int:number>/resume/", judge.resume, name="resume_option"),
    path("x/<slug:slug>/judge/<int:number>/opened/", judge.opened, name="open_entry"),
    path("x/<slug:slug>/reveal/", reveal.page, name="reveal"),
    path("x/<slug:slug>/board/", board.page, name="board"),
    path("x/<slug:slug>/board/data/", board.data, name="board_data"),
    path("x/<slug:slug>/narratives/", narratives.index, name="narratives"),
    path("x/<slug:slug>/narratives/<int:number>/", narratives.page, name="narrative"),
    path("x/<slug:slug>/narratives/<int:number>/anchor/", narratives.anchor, name="anchor_narrative"),
    path("x/<slug:slug>/narratives/<int:number>/options/", narratives.members, name="narrative_options"),
    path("x/<slug:slug>/report/", reports.index, name="report"),
    path("x/<slug:slug>/report/<uuid:uid>/", reports.progress, name="report_progress"),
    path("x/<slug:slug>/report/<uuid:uid>/cancel/", reports.cancel, name="cancel_report"),
    path("x/<slug:slug>/report/<uuid:uid>/<slug:file_format>/", reports.file, name="report_file"),
    path("x/<slug:slug>/people/", people.index, name="people"),
    path("x/<slug:slug>/people/<int:pk>/remove/", people.remove, name="remove_person"),
    path("x/<slug:slug>/settings/", exercise.settings, name="settings"),
    path("x/<slug:slug>/events", feed.events, name="events"),
]
