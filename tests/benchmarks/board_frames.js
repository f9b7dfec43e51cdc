// What bench_board.py runs in the page: the same gesture, frame by frame, on the board and on its two rivals.
// Returned for each gesture, as means of a frame and without the first ones: [ms from frame to frame, ms of the main
// thread's work, ms of processor time of the main thread, the same of all of the browser].
() => {
  const WARM_UP = 4;
  const FRAMES = 60;
  const LONGEST_MS = 12_000; // for one gesture; who needs longer is judged by what was managed

  // Each frame: input first, then whatever the page does in its own animation frame, then style, layout and paint.
  async function frames(step) {
    const channel = new MessageChannel();
    let ended;
    channel.port1.onmessage = () => ended(performance.now());
    const between = [];
    const work = [];
    const begun = performance.now();
    let last;
    let before;
    const late = () => performance.now() - begun > LONGEST_MS;
    for (let frame = 0; frame < WARM_UP + FRAMES && !(frame > WARM_UP + 1 && late()); frame += 1) {
      if (frame === WARM_UP) before = await window.processorTime();
      const { start, end } = await new Promise((resolve) => {
        requestAnimationFrame(() => {
          const start = performance.now();
          ended = (end) => resolve({ start, end });
          step(frame);
          channel.port2.postMessage(0);
        });
      });
      if (frame >= WARM_UP) {
        if (frame > WARM_UP) between.push(start - last);
        work.push(end - start);
      }
      last = start;
    }
    const after = await window.processorTime();
    const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const spent = after.map((value, index) => (value - before[index]) / work.length);
    return [mean(between), mean(work), ...spent].map((value) => Math.round(value * 100) / 100);
  }

  const rest = (ms = 400) => new Promise((resolve) => setTimeout(resolve, ms));
  const there = (frame) => (Math.floor(frame / 15) % 2 ? -1 : 1); // to and fro

  async function board() {
    const element = document.querySelector("narrative-board");
    const plot = element.querySelector(".board-plot");
    const box = plot.getBoundingClientRect();
    const middle = { x: box.left + box.width / 2, y: box.top + box.height / 2 };
    const pointer = (type, at, target = plot) =>
      target.dispatchEvent(
        new PointerEvent(type, {
          bubbles: true, cancelable: true, pointerId: 7, pointerType: "mouse", button: type === "pointermove" ? -1 : 0,
          buttons: type === "pointerup" ? 0 : 1, clientX: at.x, clientY: at.y,
        }),
      );
    const drag = async (target, from, step) => {
      const at = { ...from };
      pointer("pointerdown", at, target);
      const found = await frames((frame) => {
        at.x += step * there(frame);
        at.y += (step / 2) * there(frame);
        pointer("pointermove", at);
      });
      return { found, at };
    };
    element.send = () => {}; // nothing is to be written
    // An empty place to hold on to.
    const { view, model } = element;
    let empty = { x: 3, y: 3 };
    for (let at = 0; at < 4_000 && model.field().under(empty, view, 30); at += 1)
      empty = { x: (at * 37) % view.width, y: (at * 61) % view.height };
    const card = element.model.cards().find(({ number, at }) => number !== 0 && at && Math.abs(at.x) < 0.6 && Math.abs(at.y) < 0.6);
    const pan = await drag(plot, { x: box.left + empty.x, y: box.top + empty.y }, 6);
    pointer("pointerup", pan.at);
    await rest();
    const zoom = await frames((frame) => {
      plot.dispatchEvent(
        new WheelEvent("wheel", {
          bubbles: true, cancelable: true, deltaY: -60 * there(frame), clientX: middle.x, clientY: middle.y,
        }),
      );
    });
    await rest();
    element.querySelector("[data-zoom=fit]")?.click();
    await rest();
    const place = element.view.toPixels(card.at);
    const node = element.querySelector(`.board-cards .board-card[data-number="${card.number}"]`);
    const lies = node?.getBoundingClientRect();
    const from = lies ? { x: lies.left + lies.width / 2, y: lies.top + lies.height / 2 } : { x: box.left + place.x, y: box.top + place.y };
    const move = await drag(node ?? plot, from, 4);
    pointer("pointerup", move.at);
    return { pan: pan.found, zoom, move: move.found, mode: element.dataset.mode };
  }

  /** A card as one element, placed by its own transform; a pan moves what holds them all. */
  function rival(make, place, holder, root) {
    return async (cards, { width, height }) => {
      document.body.replaceChildren(root);
      const nodes = cards.map((card) => {
        const node = make(card);
        holder.append(node);
        return node;
      });
      let zoom = 1;
      const put = (index) => {
        const { x, y } = cards[index];
        place(nodes[index], width / 2 + (x * width * zoom) / 2, height / 2 - (y * height * zoom) / 2);
      };
      const all = () => {
        for (let index = 0; index < nodes.length; index += 1) put(index);
      };
      all();
      await rest();
      let x = 0;
      const pan = await frames((frame) => {
        x += 6 * there(frame);
        holder.style.transform = `translate(${x}px, ${x / 2}px)`;
      });
      const zoomed = await frames((frame) => {
        zoom *= 1.12 ** there(frame);
        all();
      });
      zoom = 1;
      all();
      await rest();
      const move = await frames((frame) => {
        cards[1].x += 0.008 * there(frame);
        put(1);
      });
      return { pan, zoom: zoomed, move };
    };
  }

  const HUES = ["#6b6961", "#207e75", "#b34d00", "#80073f", "#2a3d9b"];
  const plotStyle = ({ width, height }) => `position: relative; overflow: hidden; width: ${width}px; height: ${height}px; contain: strict`;

  function dom(cards, size) {
    const root = document.createElement("div");
    root.style.cssText = plotStyle(size);
    const holder = document.createElement("div");
    holder.style.cssText = "position: absolute; inset: 0; will-change: transform";
    root.append(holder);
    const make = ({ hue, title }) => {
      const node = document.createElement("div");
      node.title = title;
      node.style.cssText = `position: absolute; width: 9px; height: 9px; border-radius: 50%; background: ${HUES[hue]}`;
      return node;
    };
    return rival(make, (node, x, y) => (node.style.transform = `translate(${x}px, ${y}px)`), holder, root)(cards, size);
  }

  function svg(cards, size) {
    const create = (name) => document.createElementNS("http://www.w3.org/2000/svg", name);
    const root = create("svg");
    root.style.cssText = plotStyle(size);
    const holder = create("g");
    root.append(holder);
    const make = ({ hue }) => {
      const node = create("circle");
      node.setAttribute("r", "4.5");
      node.setAttribute("fill", HUES[hue]);
      return node;
    };
    const place = (node, x, y) => {
      node.setAttribute("cx", x);
      node.setAttribute("cy", y);
    };
    return rival(make, place, holder, root)(cards, size);
  }

  window.benchBoard = { board, dom, svg };
};
