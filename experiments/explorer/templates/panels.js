// Everything that is no chart and no table: the answer, the map, cost, words.
const billWords = (found) =>
  `${difference(found, "bn EUR", 1)}${found.verdict.clear ? "" : `, ${verdictWord(found.verdict)}`}`;

// What the same package does with a cut-off, or, where there is one, without.
function otherWorld(at) {
  if (about.cutoffs.length < 2) return [];
  const there = { ...at, cutoff: at.cutoff ? 0 : defaultCutoff() },
    found = effect(years() - 1, there, corners(there));
  const world = at.cutoff
    ? `Without \u201c${about.shock.title}\u201d`
    : `Under \u201c${about.shock.title}\u201d in ${cutoffYear(there)}\u2013${lastShockYear(there)}`;
  const size = found.verdict.same ? "none" : changeOf(found);
  return [
    `${world} the difference is ${size}${found.verdict.clear || found.verdict.same ? "" : `; ${verdictWord(found.verdict)}`}.`,
  ];
}

let speaking = 0;
function drawAnswer(at = state) {
  const text = headline(at);
  byId("headline").textContent = text;
  clearTimeout(speaking);
  speaking = setTimeout(() => {
    byId("spoken").textContent = text;
  }, 700); // not at every step of a slider
  const lines = [];
  if (!isIdle(at)) {
    const where = corners(at),
      last = years() - 1;
    const inside = about.states.filter((_, i) => inUnion(i, last, where) > about.joined);
    const outside = about.states
      .filter((_, i) => inUnion(i, last, where) <= about.joined)
      .map((one) => one.name);
    lines.push(
      inside.length
        ? `In the union in ${about.years[last]} in more than ${percent(about.joined)} of runs: ${inside.length} of ${about.states.length} states; out: ${listed(outside) || "none"}.`
        : `No state is in a union in ${about.years[last]} in more than ${percent(about.joined)} of runs.`,
    );
    const [cost, ...others] = about.totals.map(
      (one) => `${one.label.toLowerCase()} ${billWords(total(one.key, where))}`,
    );
    lines.push(`Over all years ${cost}; ${others[0]}.`);
    lines.push(...otherWorld(at));
  }
  byId("besides").replaceChildren(
    ...lines.map((line) => {
      const item = document.createElement("li");
      item.textContent = line;
      return item;
    }),
  );
  const mark = byId("between"),
    tested = outcome(at).between,
    of = outcome(at);
  mark.hidden = !isBetween(at);
  const places = of.scale === 1 && of.axis[1] < 2 ? 3 : 2,
    least = 10 ** -places;
  const fine = (number) =>
    number * of.scale < least ? `less than ${least}` : plain(number * of.scale, places);
  mark.textContent = mark.hidden
    ? ""
    : `Interpolated between computed settings.${tested.points ? ` At ${tested.points} settings computed to test that, the difference in ${about.years.at(-1)} errs by ${fine(tested.median)} ${of.difference_unit} at the median and ${fine(tested.largest)} at most.` : ""}`;
  document.body.classList.toggle("between", isBetween(at));
  byId("hangs").textContent = of.hangs_on
    ? `What decides the effect of the whole package on ${of.label} in ${about.years.at(-1)}: ${of.hangs_on} (rank correlation over vectors of parameters).`
    : "";
}

let tileNodes = null;
function drawMap(at = state) {
  const where = corners(at),
    last = years() - 1,
    holder = byId("map").querySelector(".tiles");
  if (!tileNodes) {
    tileNodes = about.states.map((one) => {
      const tile = document.createElement("div");
      tile.className = "tile";
      tile.setAttribute("role", "listitem");
      tile.style.gridColumn = one.column + 1;
      tile.style.gridRow = one.row + 1;
      tile.append(one.code, document.createElement("b"));
      return tile;
    });
    const reading = about.states
      .map((_, i) => i)
      .sort(
        (a, b) =>
          about.states[a].row - about.states[b].row || about.states[a].column - about.states[b].column,
      );
    holder.append(...reading.map((i) => tileNodes[i]));
  }
  about.states.forEach((one, i) => {
    const share = inUnion(i, last, where),
      tile = tileNodes[i];
    tile.lastChild.textContent = `${Math.round(100 * share)}`;
    tile.style.background = `rgb(var(--tile) / ${Math.round(100 * share)}%)`;
    tile.style.color = share > 0.92 ? "#fff" : ""; // the better contrast of the two
    tile.style.borderWidth = share > about.joined ? "2px" : "";
    const words_ = `${one.name}: in the union in ${percent(share)} of runs`;
    tile.setAttribute("aria-label", words_);
    tile.title = words_;
  });
  byId("map-about").textContent =
    `Per cent of runs in which a state is in the union in ${about.years[last]}; tiles all have one size, since area says nothing about money. Thick border: in more than ${percent(about.joined)} of runs.`;
}

let cardNodes = null;
function drawCost(at = state) {
  const where = corners(at),
    without = idle(at),
    holder = byId("cost").querySelector(".cards");
  if (!cardNodes) {
    cardNodes = about.totals.map(() => {
      const card = document.createElement("div");
      card.className = "card";
      card.append(...["span", "b", "span", "span"].map((name) => document.createElement(name)));
      return card;
    });
    holder.append(...cardNodes);
  }
  about.totals.forEach((one, i) => {
    const found = total(one.key, where),
      parts = cardNodes[i].children;
    parts[0].textContent = `${one.label}, over all years`;
    parts[1].textContent = found.verdict.same
      ? "no difference"
      : `${signed(found.mean, Math.max(isSplit() ? 1 : 0, decimals((found.high - found.low) / 2)))} ${one.unit}`;
    parts[2].textContent = found.verdict.same
      ? ""
      : `${intervalName()} ${ends(found, "", 1)}${found.verdict.clear ? "" : `; ${verdictWord(found.verdict)}`}`;
    parts[3].textContent = `${money(found.level)} instead of ${money(total(one.key, without).level)} ${one.unit}`;
  });
}

const fill = (id, items) =>
  byId(id).replaceChildren(
    ...items.map((text) => {
      const item = document.createElement("li");
      item.textContent = text;
      return item;
    }),
  );

function trouble(text) {
  byId("trouble").hidden = false;
  byId("trouble").textContent = text;
}

function drawWords() {
  byId("question").textContent =
    `What changes if Europe adds ${quoted(about.package)} to ${quoted(about.baseline)}?`;
  if (about.runs < about.fewest_runs) {
    trouble(
      `Only ${about.runs} runs of each setting: luck as much as cause, so ask for ${about.fewest_runs} or more.`,
    );
  }
  const { texts, built, assumptions } = about;
  byId("cost-about").textContent = texts.cost;
  fill("purpose", texts.purpose);
  fill("not-purpose", texts.not_purpose);
  fill("says", texts.says);
  fill("says-not", texts.says_not);
  const grades = assumptions.columns.indexOf("assumed"),
    assumed = assumptions.rows.filter((row_) => row_[grades]).length;
  byId("assumptions-about").textContent =
    `${assumed} of ${assumptions.rows.length} parameters are assumed (marked \u25b2), wholly or in part; each has its range, source and grade.`;
  const grid = [
    ...about.levers.map((lever) => `${lever.title} at ${lever.computed.map(percent).join(", ")}`),
    `first year ${about.starts.join(", ")}`,
    `\u201c${about.shock.title}\u201d in ${about.cutoffs.map((year) => year ?? "no year").join(", ")} (for ${about.shock.years} years, severity ${about.shock.severity})`,
  ];
  const part_ = (kind) => `${Math.round(1 / about.rounded[kind])}th`;
  const minutes = built.seconds / 2 / 60;
  fill("made", [
    `Computed settings: ${grid.join("; ")}. ${built.points} points, ${about.runs} runs each, all on the same luck (seed ${about.seed})${isSplit() ? ` and the same ${about.vectors} vectors of parameters` : ", all parameters at their fixed values"}.`,
    `${built.runs} runs took ${plain(built.seconds)} seconds of one core, ${minutes < 1 ? "less than a minute" : `about ${Math.ceil(minutes)} minutes`} on two.`,
    `Strengths between computed ones are interpolated in a straight line and marked as interpolated; ${built.between} settings between were computed to test that. Years are never interpolated.`,
    `For the size of the page numbers are rounded: differences to a ${part_("effect")} of the largest of their outcome, levels to a ${part_("level")}, ends of bands to a ${part_("band")}.`,
    `edtu version ${about.version}, id ${about.id}. The page asks nothing of any network and sends nothing.`,
  ]);
  byId("command").textContent = about.command;
}
