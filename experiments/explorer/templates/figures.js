// The three charts over years: difference, levels, milestones.
const byId = (id) => document.getElementById(id);
const part = (found, name, statistic) => found.map((one) => one[name ? `${name}_${statistic}` : statistic]);
const dashed = (at) => (isBetween(at) ? " between-computed" : "");
const height = () => (window.innerWidth < 768 ? 215 : 290);

// What lines and areas mean.
function keyLine(entries) {
  return entries.map(([kind, text]) => {
    const key = document.createElement("span");
    key.className = "key";
    const swatch = element("svg", { class: "swatch", viewBox: "0 0 14 8", "aria-hidden": "true" });
    swatch.append(
      kind.startsWith("line")
        ? element("path", { class: kind, d: "M0 4L14 4" })
        : element("rect", { class: kind, width: 14, height: 8 }),
    );
    key.append(swatch, text);
    return key;
  });
}

// The scale of differences: wide enough for every setting under this cut-off, so that it stands still under the finger.
const scales = new Map();
function differenceScale(at) {
  const name = `${outcome(at).key}/${at.cutoff}`;
  if (!scales.has(name)) {
    const all = numbers(`${outcome(at).key}/effect`),
      each = points() / about.cutoffs.length;
    let least = 0,
      most = 0;
    for (const statistic of ["low", "high"]) {
      const first = about.statistics.effect.indexOf(statistic) * years();
      for (let year = 0; year < years(); year++) {
        const from = (first + year) * points() + at.cutoff * each;
        for (let i = from; i < from + each; i++) {
          if (all[i] < least) least = all[i];
          if (all[i] > most) most = all[i];
        }
      }
    }
    const scale = outcome(at).scale;
    scales.set(name, least === most ? scaleOf(-1, 1) : scaleOf(least * scale, most * scale));
  }
  return scales.get(name);
}

function drawDifference(at = state) {
  const figure = byId("difference"),
    of = outcome(at),
    where = corners(at);
  const found = about.years.map((_, year) => effect(year, at, where));
  const scale = differenceScale(at),
    write = (tick) => signed(tick, scale.places);
  const last = found.at(-1),
    name =
      `${of.label}: difference the package makes, ${of.difference_unit}, ${about.years[0]} to ${about.years.at(-1)}. ` +
      `${about.years.at(-1)}: ${changeOf(last, of)}`;
  const drawing = frame(figure.querySelector(".plot"), scale, write, name, height());
  ground(drawing, scale, write, at);
  const scaled = (list) => list.map((number) => number * of.scale);
  put(drawing, "path", {
    class: "area",
    d: area(drawing, scaled(part(found, "", "low")), scaled(part(found, "", "high"))),
  });
  if (isSplit()) {
    put(drawing, "path", {
      class: "area luck",
      d: area(drawing, scaled(part(found, "luck", "low")), scaled(part(found, "luck", "high"))),
    });
    for (const end of ["low", "high"])
      put(drawing, "path", { class: "edge", d: path(drawing, scaled(part(found, "inputs", end))) });
  }
  put(drawing, "path", { class: `line${dashed(at)}`, d: path(drawing, scaled(part(found, "", "mean"))) });
  readable(figure, drawing, (year) => `${about.years[year]}: ${changeOf(found[year], of)}`);
  place(figure, drawing);
  byId("difference-about").textContent =
    `${of.label}, ${of.difference_unit}: with the package minus without it, run by run on the same luck and inputs. ${of.description}`;
  const entries = [
    [`line${dashed(at)}`, isBetween(at) ? "mean, interpolated" : "mean"],
    ["area", intervalName()],
  ];
  if (isSplit())
    entries.push(
      ["area luck", `luck alone (${Math.round(100 * about.level)} % interval of the mean)`],
      ["line edge", "inputs alone (middle 80 % of parameter vectors)"],
    );
  byId("more")
    .querySelector(".key-line")
    .replaceChildren(...keyLine(entries));
}

function drawLevel(at = state) {
  const figure = byId("level"),
    of = outcome(at),
    where = corners(at),
    without = idle(at);
  const mine = about.years.map((_, year) => level(year, where, at));
  const theirs = about.years.map((_, year) => level(year, without, at));
  const scale = scaleOf(of.axis[0] * of.scale, of.axis[1] * of.scale, 5);
  const write = (tick) => plain(tick, scale.places) + (of.percent ? " %" : "");
  const last = years() - 1,
    band = isSplit() || at.band === "both" ? (at.band === "both" ? "" : at.band) : "";
  const name = `${of.label}${of.percent ? "" : `, ${of.unit}`}: ${about.years[last]} ${levelOf(mine[last].mean, of)} with the package, ${levelOf(theirs[last].mean, of)} without it.`;
  const drawing = frame(figure.querySelector(".plot"), scale, write, name, height());
  ground(drawing, scale, write, at);
  const scaled = (list) => list.map((number) => number * of.scale);
  for (const [kind, list, extra] of [
    [" base", theirs, ""],
    ["", mine, dashed(at)],
  ]) {
    put(drawing, "path", {
      class: `area${kind}`,
      d: area(drawing, scaled(part(list, band, "low")), scaled(part(list, band, "high"))),
    });
    put(drawing, "path", { class: `line${kind}${extra}`, d: path(drawing, scaled(part(list, "", "mean"))) });
  }
  const told = (one) => `${levelOf(one.mean, of)} (80 % of runs ${bandOf(one, band, of)})`;
  readable(
    figure,
    drawing,
    (year) => `${about.years[year]}: with ${told(mine[year])}; without ${told(theirs[year])}`,
  );
  place(figure, drawing);
  figure.querySelector("figcaption").replaceChildren(
    ...keyLine([
      [`line${dashed(at)}`, `with ${quoted(about.package)}`],
      ["line base", `without: ${quoted(about.baseline)}`],
      ["area", "80 % of runs, with"],
      ["area base", "80 % of runs, without"],
    ]),
  );
}

const bandOf = (one, band, of) =>
  `${levelOf(one[band ? `${band}_low` : "low"], of)} to ${levelOf(one[band ? `${band}_high` : "high"], of)}`;

function drawMilestones(at = state) {
  const figure = byId("milestones"),
    where = corners(at),
    kinds = Object.entries(about.events.milestones);
  const all = Object.fromEntries(
    kinds.map(([key, word]) => [word, about.years.map((_, year) => events("count", key, year, where))]),
  );
  const most = milestoneMost(kinds.map(([key]) => key));
  const scale = scaleOf(0, most || 1, 4),
    write = (tick) => plain(tick, scale.places);
  const sum = (word) => all[word].reduce((a, b) => a + b, 0);
  const [due, met, missed] = kinds.map(([, word]) => word);
  const name = `Milestones a run and year: over all years ${plain(sum(due), 1)} due, ${plain(sum(met), 1)} met, ${plain(sum(missed), 1)} missed.`;
  const drawing = frame(figure.querySelector(".plot"), scale, write, name, height());
  ground(drawing, scale, write, at);
  const { slot, x, y } = drawing;
  about.years.forEach((_, year) => {
    const a = all[met][year],
      b = all[missed][year],
      left = x(year) - slot * 0.32,
      width = slot * 0.64;
    put(drawing, "rect", { class: "bar-met", x: left, width, y: y(a), height: y(0) - y(a) });
    if (b > 0)
      put(drawing, "rect", { class: "bar-missed", x: left, width, y: y(a + b), height: y(a) - y(a + b) });
    if (all[due][year] > 0)
      put(drawing, "line", {
        class: "due",
        x1: left - 3,
        x2: left + width + 3,
        y1: y(all[due][year]),
        y2: y(all[due][year]),
      });
  });
  const hatch = element("pattern", {
    id: "missed",
    width: 6,
    height: 6,
    patternUnits: "userSpaceOnUse",
    patternTransform: "rotate(45)",
  });
  hatch.append(
    element("rect", { class: "missed-ground", width: 6, height: 6 }),
    element("line", { class: "missed-line", x1: 0, y1: 0, x2: 0, y2: 6 }),
  );
  const defs = element("defs");
  defs.append(hatch);
  drawing.svg.prepend(defs);
  readable(
    figure,
    drawing,
    (year) =>
      `${about.years[year]}: ${kinds.map(([, word]) => `${word} ${plain(all[word][year], 1)}`).join(", ")} (mean of runs)`,
  );
  place(figure, drawing);
  const money = Object.entries(about.events.money).map(([key, word]) => {
    const sum_ = about.years.reduce((so_far, _, year) => so_far + events("money", key, year, where), 0);
    return `${word} ${plain(sum_, 1)}`;
  });
  figure.querySelector(".about").textContent = isIdle(at)
    ? "Nothing falls due without the package."
    : `${name} Money on them, bn EUR a run: ${money.join(", ")}.`;
  figure.querySelector("figcaption").replaceChildren(
    ...keyLine([
      ["bar-met", "met"],
      ["bar-missed", "missed"],
      ["line due", "due"],
    ]),
  );
}

let most_ = null;
function milestoneMost(kinds) {
  if (most_ === null) {
    const all = numbers("count");
    most_ = 0;
    for (const key of kinds) {
      const from = about.events.order.indexOf(key) * years() * points();
      for (let i = from; i < from + years() * points(); i++) most_ = Math.max(most_, all[i]);
    }
  }
  return most_;
}
