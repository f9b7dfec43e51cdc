"""How a change reaches every screen. This is the only async code of the domain.

**The socket** is ``/x/<slug>/feed?after=N&epoch=E``. N and E are the log's number and epoch that the page was
rendered at (``feed.seq`` and ``feed.epoch`` in the context of every page), later the last number that the
browser has applied. The session cookie says who it is, and the Origin header must be the site's own.

Refused before the socket opens, so that a browser sees a failed connection (close code 1006):

* 403: the Origin is missing or foreign.
* 404: no such exercise, nobody signed in, or not a member; which of them is not told.
* 503: the database does not answer. Try again later.

A browser cannot read these numbers. After a connection that failed to open it asks the catch-up below, whose
answer it can read: 404 means out (load the page again, it leads to the sign-in), 409 means reload, 200 means
that only the socket fails (apply what came and go on by asking every few seconds), no answer means offline.

**What the server sends**: text frames, each a JSON object with exactly one of these keys to tell it by.

* ``{"events": [[seq, kind, data], …]}``: lines of the log in order without holes; ``[seq, null, null]`` where
  the reader is not in the line's audience, which goes with role and present phase. Some may be known already (ignore
  numbers up to one's own). A first number above one's own + 1 is a gap: ask the catch-up before applying the frame.
* ``{"head": seq, "epoch": E}``: where the log stands for this process. It comes once all that was missed on
  connecting has been sent (from then on the page is live), every 25 s, and as the answer to a ping. A head above
  one's own number is a gap as well, another epoch is a reload.
* ``{"reload": true}``: the browser's past is not this log's past (a restored backup, an unknown epoch, a number
  from the future). Load the page again. The socket is closed with 4409 right after.
* ``{"hint": kind, …}``: has no number, is never repeated and may be lost; unknown kinds are to be ignored.

**What the browser may send**: the text ``ping``, at most once a second (more are dropped), to learn whether
anybody still listens; no answer within 10 s means offline. The page of a moderator or the lead author at the board may
hint: a JSON object of at most 512 bytes with all that it shows at that moment (``hints.read``), told to those who
cluster as ``{"hint": "board.here", "who": alias, …}``; the newest of a tenth of a second goes out, more than 12 a
second are dropped, and ``"gone": true`` is told when the socket has ended. Anything else closes the socket.

**Close codes** and what the browser does:

* 1012, 1006 (also a reader that was too slow and was cut): connect again with its last number, after a jittered
  wait that grows to 30 s.
* 1008 a frame other than these, or far too many hints, 1009 a frame above 64 KiB, 4400 ``after`` or ``epoch`` missing
  or unreadable (the reason says which): a bug of the sender; do not connect again.
* 4401 signed out, session over, password changed: load the page again, it leads to the sign-in.
* 4403 removed from the exercise, or given another role: load the page again. Both come within 2 s of the change,
  and nothing is sent after them.
* 4409 follows ``{"reload": true}``.

**The catch-up** is ``GET /x/<slug>/events?after=N&epoch=E``, at most 500 lines a page:
``{"epoch": E, "head": seq, "events": [[seq, kind, data], …], "more": bool}``, lines as above; with ``more`` ask
again after the last number. 404 as above; 422 when ``after`` or ``epoch`` is missing or unreadable; 409 with
``"reload": true`` when the epoch is not this log's or the number is from its future (both as problem details).

**Inside.** ``routing`` gives the address to ``feed``, which lets a reader in and replays what it missed. One
``hub`` per process and exercise hears the bell, reads the log once for all its readers, encodes once per
audience, and hands the same bytes to each through ``readers``. ``seats`` is the question who may still listen.
The bell (a group of the channel layer) carries no content; when it is silent the hub looks by itself every second.
"""
