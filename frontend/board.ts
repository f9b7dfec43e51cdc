// The board’s page.
import "./elements/narrative-board";
import "./elements/board-panel";
