import { describe, expect, test, vi } from "vitest";
import { Sprites, signs } from "./sprites";

const DISC = { colour: "#207E75", shape: "disc", hollow: false, dashed: false, dim: false } as const;

/** A sheet whose pens note what they write. */
function sheet(): { sprites: Sprites; written: string[] } {
  const written: string[] = [];
  const pen = new Proxy({ fillText: (text: string) => written.push(text) } as Record<string, unknown>, {
    get: (known, name: string) => known[name] ?? (() => {}),
  });
  vi.spyOn(HTMLCanvasElement.prototype, "getContext").mockReturnValue(pen as never);
  return { sprites: new Sprites("#FAF9F6", 4.5, 1), written };
}

describe("a dot", () => {
  test("has the signs of its card, each drawn once for all such dots", () => {
    const { sprites, written } = sheet();
    const alone = sprites.of({ ...DISC, signs: signs({ wild: true, noteless: false }) });
    expect(sprites.of({ ...DISC, signs: "*" })).toBe(alone);
    sprites.of({ ...DISC, signs: signs({ wild: true, noteless: true }) });
    sprites.of({ ...DISC, signs: signs({ wild: false, noteless: false }) });
    expect(written).toEqual(["*", "*", "?"]);
  });

  test("of a card is found again, bright and dim apart, until the card is another", () => {
    const { sprites, written } = sheet();
    const card = { shape: "disc", divided: false, unclear: false, wild: true, noteless: false } as const;
    const bright = sprites.stamp(card, false, "#207E75");
    expect(sprites.stamp(card, false, "#207E75")).toBe(bright);
    expect(sprites.stamp(card, true, "#207E75")).not.toBe(bright);
    expect(sprites.stamp({ ...card }, false, "#207E75")).toBe(bright); // it looks the same
    expect(sprites.stamp({ ...card, noteless: true }, false, "#207E75")).not.toBe(bright);
    expect(written).toEqual(["*", "*", "*", "?"]);
  });

  test("stays in the middle of its stamp", () => {
    const { sprites } = sheet();
    const [plain, signed] = [sprites.of({ ...DISC, signs: "" }), sprites.of({ ...DISC, signs: "*?" })];
    expect([plain.width, signed.width]).toEqual([13, 45]);
    expect(signed.height).toBe(signed.width);
  });
});
