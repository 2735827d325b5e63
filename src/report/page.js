"use strict";
// Convergence charts that can be asked: hover for the numbers, drag to zoom, click a name to hide a line.
(() => {
  const NAMESPACE = "http://www.w3.org/2000/svg";
  const WIDTH = 900, HEIGHT = 430, LEFT = 84, RIGHT = 16, TOP = 10, BOTTOM = 46;
  const problems = JSON.parse(document.getElementById("data").textContent);

  function add(parent, name, attributes = {}, text = "") {
    const element = document.createElementNS(parent.namespaceURI, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    if (text) element.textContent = text;
    return parent.appendChild(element);
  }

  function drawing(parent, attributes) {
    const svg = document.createElementNS(NAMESPACE, "svg");
    for (const [key, value] of Object.entries(attributes)) svg.setAttribute(key, value);
    return parent.appendChild(svg);
  }

  const superscript = (text) => text.replace(/[-0-9]/g, (c) => (c === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[c]));

  function short(x) {
    if (x === 0) return "0";
    const size = Math.abs(x);
    if (size >= 1e-3 && size < 1e7) return Number(x.toPrecision(5)).toLocaleString("en", { maximumSignificantDigits: 5 });
    const [digits, exponent] = x.toExponential(2).split("e");
    return `${Number(digits)}·10${superscript(String(Number(exponent)))}`;
  }

  const tick = (value) => Math.abs(value) >= 1e4 && Math.abs(value) < 1e9 ? value.toLocaleString("en", { maximumFractionDigits: 0 }) : short(Number(value.toPrecision(12)));

  // An axis from values to shares of its length, with its ticks.
  function axis(low, high, logarithmic) {
    if (logarithmic) {
      const [from, to] = [Math.log10(low), Math.log10(high)];
      const span = to - from || 1;
      const step = Math.max(1, Math.ceil(span / 8));
      const ticks = [];
      for (let e = Math.ceil(from / step - 1e-9) * step; e <= to + 1e-9; e += step) {
        ticks.push({ value: 10 ** e, label: `10${superscript(String(e))}` });
      }
      // A narrow range may hold no power of ten.
      if (ticks.length < 2) [low, high].forEach((value) => ticks.push({ value, label: short(value) }));
      return { share: (x) => (Math.log10(x) - from) / span, invert: (s) => 10 ** (from + s * span), ticks };
    }
    const span = high - low || 1;
    const power = 10 ** Math.floor(Math.log10(span / 6));
    const step = power * ([1, 2, 2.5, 5, 10].find((f) => f * power >= span / 6) || 10);
    const ticks = [];
    // Twenty are enough, also where values are so close that k + 1 is k.
    for (let k = Math.ceil(low / step - 1e-9); k * step <= high + 1e-9 * span && ticks.length < 20; k++) {
      const value = k * step;
      ticks.push({ value, label: tick(value) });
    }
    return { share: (x) => (x - low) / span, invert: (s) => low + s * span, ticks };
  }

  class Convergence {
    constructor(host, problem) {
      Object.assign(this, { host, problem, hidden: new Set(), logX: false, logY: problem.logarithmic });
      this.whole = [Math.min(...problem.lines.flatMap((line) => line.at.slice(0, 1))),
        Math.max(...problem.lines.flatMap((line) => line.at.slice(-1)))];
      if (!(this.whole[0] < this.whole[1])) this.whole[1] = this.whole[0] + 1;
      this.range = this.whole;
      this.legend();
      this.svg = drawing(host, { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": `convergence on ${problem.name}` });
      this.tip = add(host, "div", { class: "tip", hidden: "" });
      this.watch();
      this.draw();
    }

    legend() {
      const bar = add(this.host, "div", { class: "bar" });
      this.problem.lines.forEach((line, index) => {
        const button = add(bar, "button", { type: "button", "aria-pressed": "true", class: "line" });
        const sample = drawing(button, { viewBox: "0 0 28 10" });
        add(sample, "path", { d: "M0 5H28", stroke: line.color, "stroke-width": 3, "stroke-dasharray": line.dashes });
        add(button, "span", {}, line.name);
        button.addEventListener("click", () => {
          const shown = this.hidden.delete(index) || !this.hidden.add(index);
          button.setAttribute("aria-pressed", String(shown));
          this.draw();
        });
      });
      const choices = add(bar, "span", { class: "choices" });
      const choose = (text, key) => {
        const label = add(choices, "label");
        const box = add(label, "input", { type: "checkbox" });
        box.checked = this[key];
        box.addEventListener("change", () => { this[key] = box.checked; this.draw(); });
        label.append(` ${text}`);
      };
      choose("log x", "logX");
      if (this.problem.positive) choose("log y", "logY");
      this.reset = add(choices, "button", { type: "button", class: "reset" }, "whole");
      this.reset.addEventListener("click", () => this.zoom(this.whole));
    }

    // Places on the page belong to values as the chart is scaled at that moment.
    place(event) {
      const box = this.svg.getBoundingClientRect();
      const x = ((event.clientX - box.left) / box.width) * WIDTH;
      return Math.min(1, Math.max(0, (x - LEFT) / (WIDTH - LEFT - RIGHT)));
    }

    watch() {
      let from = null;
      this.svg.addEventListener("pointerdown", (event) => { from = this.place(event); });
      this.svg.addEventListener("pointermove", (event) => {
        const to = this.place(event);
        this.hover(event, to);
        if (from !== null) this.select(from, to);
      });
      window.addEventListener("pointerup", (event) => {
        if (from === null) return;
        const [a, b] = [from, this.place(event)].sort((p, q) => p - q);
        from = null;
        if (b - a > 0.01) this.zoom([this.x.invert(a), this.x.invert(b)]);
        else this.draw();
      });
      this.svg.addEventListener("pointerleave", () => { this.tip.hidden = true; this.cursor?.remove(); });
      this.svg.addEventListener("dblclick", () => this.zoom(this.whole));
    }

    zoom(range) {
      this.range = range;
      this.draw();
    }

    shown() {
      return this.problem.lines.filter((_, index) => !this.hidden.has(index));
    }

    // The stages of a line within the range, the one that holds at its beginning included.
    part(line) {
      const [from, to] = this.range;
      const first = Math.max(0, line.at.findLastIndex((at) => at <= from));
      const end = line.at.findIndex((at) => at > to);
      return [first, end < 0 ? line.at.length : end];
    }

    height(value) {
      return this.logY ? Math.max(value, this.problem.floor) : value;
    }

    draw() {
      const drawn = this.shown().flatMap((line) => {
        const [first, end] = this.part(line);
        return [line.lower, line.median, line.upper].flatMap((each) => each.slice(first, end));
      }).filter((value) => value !== null);
      const values = drawn.map((value) => this.height(value));
      this.floored = drawn.some((value) => this.height(value) > value);
      let [low, high] = values.reduce(([a, b], v) => [Math.min(a, v), Math.max(b, v)], [Infinity, -Infinity]);
      if (low > high) [low, high] = [1, 10];
      if (this.logY) [low, high] = [low / 1.2, high * 1.2];
      else [low, high] = [low - 0.03 * (high - low || Math.abs(low) || 1), high + 0.03 * (high - low || Math.abs(high) || 1)];
      const from = this.logX ? Math.max(this.range[0], 1) : this.range[0];
      this.x = axis(from, Math.max(this.range[1], from + 1e-9), this.logX);
      this.y = axis(low, high, this.logY);
      this.svg.replaceChildren();
      this.frame();
      for (const line of this.shown()) this.band(line);
      for (const line of this.shown()) this.curve(line);
      this.reset.disabled = this.range === this.whole;
    }

    at(evaluations, value) {
      const x = Math.min(1, Math.max(0, this.x.share(Math.max(evaluations, this.logX ? 1 : evaluations))));
      return [LEFT + x * (WIDTH - LEFT - RIGHT), TOP + (1 - this.y.share(this.height(value))) * (HEIGHT - TOP - BOTTOM)];
    }

    frame() {
      const bottom = HEIGHT - BOTTOM, right = WIDTH - RIGHT;
      for (const { value, label } of this.y.ticks) {
        const y = TOP + (1 - this.y.share(value)) * (bottom - TOP);
        add(this.svg, "path", { d: `M${LEFT} ${y}H${right}`, stroke: "#e1e1e1" });
        add(this.svg, "text", { x: LEFT - 8, y: y + 4, "text-anchor": "end" }, label);
      }
      for (const { value, label } of this.x.ticks) {
        const x = LEFT + this.x.share(value) * (right - LEFT);
        add(this.svg, "path", { d: `M${x} ${bottom}v5`, stroke: "#262626" });
        add(this.svg, "text", { x, y: bottom + 18, "text-anchor": "middle" }, label);
      }
      add(this.svg, "path", { d: `M${LEFT} ${TOP}V${bottom}H${right}`, stroke: "#262626", fill: "none" });
      add(this.svg, "text", { x: (LEFT + right) / 2, y: HEIGHT - 8, "text-anchor": "middle" }, "evaluations");
      const middle = (TOP + bottom) / 2;
      const least = this.floored ? ` (at least ${short(this.problem.floor)})` : "";
      add(this.svg, "text", { x: 14, y: middle, "text-anchor": "middle", transform: `rotate(-90 14 ${middle})` }, this.problem.quantity + least);
    }

    // A value holds until the next one, and the last to the end of what was spent.
    steps(line, values) {
      const [first, end] = this.part(line);
      const points = [];
      for (let i = first; i < end; i++) {
        if (values[i] === null) continue;
        const [x, y] = this.at(line.at[i], values[i]);
        if (points.length) points.push([x, points[points.length - 1][1]]);
        points.push([x, y]);
      }
      if (points.length && end < line.at.length) points.push([WIDTH - RIGHT, points[points.length - 1][1]]);
      return points;
    }

    band(line) {
      const outline = this.steps(line, line.upper).concat(this.steps(line, line.lower).reverse());
      if (outline.length) add(this.svg, "path", { class: "band", d: `M${outline.map((p) => p.map((c) => c.toFixed(1)).join(" ")).join("L")}Z`, fill: line.color, "fill-opacity": 0.18 });
    }

    curve(line) {
      const points = this.steps(line, line.median);
      if (points.length) add(this.svg, "path", { class: "median", d: `M${points.map((p) => p.map((c) => c.toFixed(1)).join(" ")).join("L")}`, stroke: line.color, "stroke-width": 2, "stroke-dasharray": line.dashes, fill: "none" });
    }

    select(a, b) {
      const inside = WIDTH - LEFT - RIGHT;
      this.selection?.remove();
      this.selection = add(this.svg, "rect", { x: LEFT + Math.min(a, b) * inside, y: TOP, width: Math.abs(b - a) * inside, height: HEIGHT - TOP - BOTTOM, fill: "#0072b2", "fill-opacity": 0.1 });
    }

    hover(event, share) {
      const evaluations = this.x.invert(share);
      this.cursor?.remove();
      this.cursor = add(this.svg, "path", { d: `M${LEFT + share * (WIDTH - LEFT - RIGHT)} ${TOP}V${HEIGHT - BOTTOM}`, stroke: "#8c8c8c", "stroke-dasharray": "3 3" });
      this.tip.replaceChildren();
      add(this.tip, "div", {}, `after ${Math.round(evaluations).toLocaleString("en")} evaluations`);
      const table = add(this.tip, "table");
      const told = this.shown().map((line) => [line, line.at.findLastIndex((at) => at <= evaluations)])
        .filter(([line, i]) => i >= 0 && line.median[i] !== null);
      for (const [line, i] of told.sort(([a, i], [b, j]) => a.median[i] - b.median[j])) {
        const row = add(table, "tr");
        add(row, "th", { style: `color: ${line.color}` }, line.name);
        add(row, "td", {}, short(line.median[i]));
        const band = [line.lower[i], line.upper[i]].map((x) => (x === null ? "–" : short(x)));
        add(row, "td", {}, `[${band.join(", ")}]`);
      }
      this.tip.hidden = false;
      const box = this.host.getBoundingClientRect();
      const x = event.clientX - box.left;
      this.tip.style.top = `${event.clientY - box.top + 14}px`;
      this.tip.style.left = x > box.width / 2 ? "" : `${x + 14}px`;
      this.tip.style.right = x > box.width / 2 ? `${box.width - x + 14}px` : "";
    }
  }

  for (const host of document.querySelectorAll(".convergence")) {
    new Convergence(host, problems[Number(host.dataset.problem)]);
  }
})();
