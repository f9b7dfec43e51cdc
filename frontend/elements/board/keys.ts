/** The keyboard: arrows from card to card, Space picks up and drops, Escape cancels; what else there is, by name. */
import type { Point } from "../../feed/replica";
import { type Direction, isDirection, onBoard, rounded, STEPS } from "./geometry";

const STEP = 0.02;
const LARGE_STEP = 0.1;

export interface Keyed {
  /** The card on which a key was pressed. */
  numberOf(target: EventTarget | null): number | undefined;
  /** Where the card in the hand is; undefined while the hand is empty. */
  heldAt(): Point | undefined;
  pickUp(number: number): void;
  moveTo(to: Point): void;
  drop(): void;
  /** Answers whether there was something to leave: what is held, else what is selected. */
  leave(): boolean;
  goTo(from: number, direction: Direction): void;
}

/** What a key does beside that, by the key's name as commandOf() gives it; the number is that of the focused card. */
export type Commands = Map<string, (event: KeyboardEvent, number: number | undefined) => void>;

/** "Ctrl+z", "Shift+ArrowLeft", "+": Ctrl stands for the Mac's command key as well. Shift only where it changes no letter. */
export function commandOf({ key, ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent): string {
  const held = [
    ctrlKey || metaKey ? "Ctrl" : "",
    altKey ? "Alt" : "",
    shiftKey && (key.length > 1 || ctrlKey || metaKey) ? "Shift" : "",
  ];
  return [...held.filter(Boolean), key.length === 1 ? key.toLowerCase() : key].join("+");
}

export function press(event: KeyboardEvent, board: Keyed, commands: Commands): void {
  const typing = event.target instanceof Element && event.target.closest("input:not([type=radio]), textarea, select");
  if (event.defaultPrevented || typing) return;
  const number = board.numberOf(event.target);
  const command = commands.get(commandOf(event));
  if (command) command(event, number);
  else if (number === undefined || event.altKey || event.ctrlKey || event.metaKey || !onCard(event, number, board))
    return;
  event.preventDefault();
}

function onCard(event: KeyboardEvent, number: number, board: Keyed): boolean {
  const held = board.heldAt();
  if (event.key === " ") {
    if (held) board.drop();
    else board.pickUp(number);
  } else if (event.key === "Escape") {
    return board.leave();
  } else if (isDirection(event.key)) {
    if (held) board.moveTo(stepped(held, event.key, event.shiftKey));
    else board.goTo(number, event.key);
  } else {
    return false;
  }
  return true;
}

/** A step of what is held: two hundredths of an axis's half, with Shift a tenth. */
export function stepped({ x, y }: Point, key: Direction, far: boolean): Point {
  const length = far ? LARGE_STEP : STEP;
  return rounded(onBoard({ x: x + STEPS[key].x * length, y: y + STEPS[key].y * length }));
}
