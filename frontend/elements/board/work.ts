/** What joins the board for those who work on it; nobody else's page fetches it. */
import type { NarrativeBoard } from "../narrative-board";
import { Grouping } from "./grouping";
import { Selection } from "./selection";
import { Shifting } from "./shifting";
import { Together } from "./together";
import { Undo } from "./undo";

export function join(board: NarrativeBoard): void {
  new Selection(board);
  new Grouping(board);
  new Shifting(board);
  new Undo(board);
  new Together(board);
}
