export type Values = Record<string, string>;
type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

/** The hidden key that makes a repeated form one write. */
export function keyOf(form: HTMLFormElement): HTMLInputElement | null {
  return form.querySelector<HTMLInputElement>('input[type="hidden"][name="key"]');
}

/** The fields that a person fills, by name. Secrets and files are nobody's draft. */
function groups(form: HTMLFormElement): Map<string, Field[]> {
  const found = new Map<string, Field[]>();
  for (const element of form.querySelectorAll<Field>("input[name], textarea[name], select[name]")) {
    if (/^(hidden|password|file|submit|button|image|reset)$/.test(element.type)) continue;
    found.set(element.name, [...(found.get(element.name) ?? []), element]);
  }
  return found;
}

function isChoice(field: Field): field is HTMLInputElement {
  return field.type === "radio" || field.type === "checkbox";
}

/** What stands in each group of fields, empty ones as well: what was deleted must come back deleted. */
export function valuesOf(form: HTMLFormElement): Values {
  const values: Values = {};
  for (const [name, group] of groups(form)) {
    const filled = group.find((field) => !isChoice(field) || field.checked);
    values[name] = filled?.value ?? "";
  }
  const key = keyOf(form)?.value;
  if (key) values.key = key;
  return values;
}

/** Puts values back; true if that changed anything. A slider hears nothing of it: its input event is an answer. */
export function fillIn(form: HTMLFormElement, values: Values): boolean {
  let changed = false;
  for (const [name, group] of groups(form)) {
    const value = values[name];
    if (value === undefined) continue;
    for (const field of group) {
      if (!put(field, value)) continue;
      changed = true;
      if (field.type !== "range")
        field.dispatchEvent(new Event(isChoice(field) ? "change" : "input", { bubbles: true }));
    }
  }
  const key = keyOf(form);
  if (key && values.key) key.value = values.key;
  return changed;
}

function put(field: Field, value: string): boolean {
  if (isChoice(field)) {
    const chosen = field.value === value;
    if (field.checked === chosen) return false;
    field.checked = chosen;
    return true;
  }
  if (field.value === value) return false;
  field.value = value;
  return true;
}
