// The board’s page.
import { NarrativeBoard } from "./elements/narrative-board";

const board = document.querySelector("narrative-board");
const replay = document.querySelector("[data-replay-open]");

async function openReplay(): Promise<void> {
  if (!(board instanceof NarrativeBoard)) return;
  const { Replay } = await import("./elements/board/replay-bar");
  await new Replay(board).open();
}

/** What the first view does not need: what is done beside it (its links work meanwhile), to hear that the board is frozen, and what moderators have. */
async function join(on: NarrativeBoard): Promise<void> {
  await import("./elements/board-panel");
  const { Freeze } = await import("./elements/board/freeze");
  new Freeze(on);
  if (on.dataset.me !== undefined) (await import("./elements/board/work")).join(on);
}

if (board instanceof NarrativeBoard) void join(board);

// Fetched by the first who wants it; while results are sealed there is nothing to replay, and no button for it.
replay?.addEventListener("click", () => void openReplay(), { once: true });
