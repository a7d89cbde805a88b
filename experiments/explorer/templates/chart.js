// Lines and bands over years, drawn at the width that there is.
const SVG = "http://www.w3.org/2000/svg";

function element(name, attributes = {}, text = "") {
  const node = document.createElementNS(SVG, name);
  for (const [key, given] of Object.entries(attributes)) node.setAttribute(key, given);
  if (text) node.textContent = text;
  return node;
}

function niceStep(span, most) {
  const rough = span / most,
    size = 10 ** Math.floor(Math.log10(rough));
  return [1, 2, 2.5, 5, 10].map((n) => n * size).find((step) => step >= rough - 1e-12);
}

// A scale that begins and ends at ticks and holds zero.
function scaleOf(low, high, most = 6) {
  const bottom = Math.min(0, low),
    top = Math.max(0, high);
  const step = niceStep(top - bottom || 1, most);
  const from = Math.floor(bottom / step + 1e-9) * step,
    to = Math.ceil(top / step - 1e-9) * step || step;
  const ticks = [];
  for (let i = 0; i <= Math.round((to - from) / step); i++) ticks.push(from + i * step);
  return {
    from,
    to,
    ticks,
    places: Math.max(
      0,
      -Math.floor(Math.log10(step) + 1e-9) +
        (String(step / 10 ** Math.floor(Math.log10(step))).startsWith("2.5") ? 1 : 0),
    ),
  };
}

function frame(plot, scale, write, label, height) {
  const width = Math.max(260, plot.clientWidth || 600),
    left = 8 + 7.2 * Math.max(...scale.ticks.map((tick) => write(tick).length));
  const box = { width, height, left, right: width - 12, top: 22, bottom: height - 24 };
  const n = years(),
    slot = (box.right - box.left) / n;
  const x = (year) => box.left + (year + 0.5) * slot;
  const y = (number) =>
    box.bottom - ((number - scale.from) / (scale.to - scale.from)) * (box.bottom - box.top);
  const svg = element("svg", {
    viewBox: `0 0 ${width} ${height}`,
    height,
    role: "img",
    tabindex: "0",
    "aria-label": label,
  });
  return { svg, box, slot, x, y };
}

// What lies behind the numbers: the shock, the scale, years, the start of the package.
function ground(drawing, scale, write, at) {
  const { svg, box, slot, x, y } = drawing;
  if (cutoffYear(at) !== null) {
    const from = about.years.indexOf(cutoffYear(at)),
      to = about.years.indexOf(lastShockYear(at));
    svg.append(
      element("rect", {
        class: "shade",
        x: x(from) - slot / 2,
        y: box.top,
        width: (to - from + 1) * slot,
        height: box.bottom - box.top,
      }),
    );
    const late = from > years() / 2;
    svg.append(
      element(
        "text",
        {
          class: "soft",
          x: late ? x(to) + slot / 2 : x(from) - slot / 2,
          y: 12,
          "text-anchor": late ? "end" : "start",
        },
        about.shock.title,
      ),
    );
  }
  for (const tick of scale.ticks) {
    const zero = Math.abs(tick) < 1e-9;
    svg.append(
      element("line", {
        class: zero ? "zero" : "grid",
        x1: box.left,
        x2: box.right,
        y1: y(tick),
        y2: y(tick),
      }),
    );
    svg.append(
      element("text", { class: "soft", x: box.left - 6, y: y(tick) + 4, "text-anchor": "end" }, write(tick)),
    );
  }
  const every = slot < 34 ? 3 : 1;
  about.years.forEach((year, i) => {
    if ((years() - 1 - i) % every === 0)
      svg.append(
        element(
          "text",
          { class: "soft", x: x(i), y: box.bottom + 17, "text-anchor": "middle" },
          String(year),
        ),
      );
  });
  const start = about.years.indexOf(about.starts[at.start]);
  if (!isIdle(at) && start >= 0) {
    svg.append(
      element("line", {
        class: "start",
        x1: x(start) - slot / 2,
        x2: x(start) - slot / 2,
        y1: box.top,
        y2: box.bottom,
      }),
    );
    svg.append(
      element("text", { class: "soft halo", x: x(start) - slot / 2 + 3, y: box.top + 10 }, "package starts"),
    );
  }
}

function path(drawing, numbers_) {
  let out = "",
    pen = "M";
  numbers_.forEach((number, i) => {
    if (!finite(number)) {
      pen = "M";
      return;
    }
    out += `${pen}${drawing.x(i).toFixed(1)} ${drawing.y(number).toFixed(1)}`;
    pen = "L";
  });
  return out;
}

function area(drawing, low, high) {
  const there = low.map((number, i) => i).filter((i) => finite(low[i]) && finite(high[i]));
  if (!there.length) return "";
  const up = there.map((i) => `${drawing.x(i).toFixed(1)} ${drawing.y(high[i]).toFixed(1)}`);
  const down = there.reverse().map((i) => `${drawing.x(i).toFixed(1)} ${drawing.y(low[i]).toFixed(1)}`);
  return `M${up.join("L")}L${down.join("L")}Z`;
}

const put = (drawing, name, attributes) => drawing.svg.append(element(name, attributes));

// A year is read by pointer or arrow keys; `said` gives the line below the chart.
function readable(figure, drawing, said) {
  const { svg, box, slot, x } = drawing,
    line = figure.querySelector(".readout");
  const cursor = element("line", { class: "cursor", y1: box.top, y2: box.bottom, visibility: "hidden" });
  svg.append(cursor);
  const read = (year) => {
    figure.dataset.year = year;
    cursor.setAttribute("x1", x(year));
    cursor.setAttribute("x2", x(year));
    cursor.setAttribute("visibility", "visible");
    line.textContent = said(year);
  };
  svg.addEventListener("pointermove", (event) => {
    const inside = ((event.clientX - svg.getBoundingClientRect().left) * box.width) / svg.clientWidth;
    read(Math.min(years() - 1, Math.max(0, Math.floor((inside - box.left) / slot))));
  });
  svg.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1, Home: -99, End: 99 }[event.key];
    if (!step) return;
    event.preventDefault();
    const now = figure.dataset.year === undefined ? years() - 1 : Number(figure.dataset.year) + step;
    read(Math.min(years() - 1, Math.max(0, now)));
  });
  if (figure.dataset.year !== undefined) read(Number(figure.dataset.year));
}

function place(figure, drawing) {
  const plot = figure.querySelector(".plot"),
    focused = plot.contains(document.activeElement);
  plot.replaceChildren(drawing.svg);
  if (focused) drawing.svg.focus();
}
