import type { Values } from "./form-fields";

const PREFIX = "quadrant.draft.";

/**
 * This browser's copy of a form: a bridge until the server has it. `after` is the server's draft that it goes on from,
 * `base` the version of what is being edited. The name must contain the person: a browser may be shared.
 */
export interface Copy {
  fields: Values;
  after: number;
  base: string;
  unsent: boolean;
}

export function recall(name?: string): Copy | undefined {
  try {
    const copy = JSON.parse((name && localStorage.getItem(PREFIX + name)) || "null");
    const { fields } = copy;
    return typeof fields === "object" && Object.values(fields).every((v) => typeof v === "string") ? copy : undefined;
  } catch {
    return undefined; // no storage, nothing, or not ours
  }
}

export function store(name: string | undefined, copy: Copy): void {
  try {
    if (name) localStorage.setItem(PREFIX + name, JSON.stringify(copy));
  } catch {
    // Full or refused: the server has it within five seconds all the same.
  }
}

export function forget(name?: string): void {
  try {
    if (name) localStorage.removeItem(PREFIX + name);
  } catch {
    // Nothing was kept then.
  }
}
