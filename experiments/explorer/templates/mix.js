// From where the controls stand to numbers: those of a computed setting, or linear between computed strengths.
const state = { strengths: [], start: 0, cutoff: 0, outcome: 0, band: "both" };

const lengths = () => [
  about.cutoffs.length,
  about.starts.length,
  ...about.levers.map((lever) => lever.computed.length),
];
const points = () => lengths().reduce((a, b) => a * b, 1);

// The settings that a state lies between, as [place, weight]; `strengths` may stand for those of the state.
function corners(at = state, strengths = at.strengths) {
  let out = [[at.cutoff * about.starts.length + at.start, 1]];
  about.levers.forEach((lever, i) => {
    const computed = lever.computed,
      here = strengths[i];
    let above = computed.findIndex((strength) => strength >= here - 1e-9);
    if (above < 0) above = computed.length - 1;
    const exact = Math.abs(computed[above] - here) < 1e-9;
    const share = exact ? 1 : (here - computed[above - 1]) / (computed[above] - computed[above - 1]);
    const next = [];
    for (const [place, weight] of out) {
      next.push([place * computed.length + above, weight * share]);
      if (!exact) next.push([place * computed.length + above - 1, weight * (1 - share)]);
    }
    out = next;
  });
  return out;
}

const isComputed = (lever, strength) => lever.computed.some((known) => Math.abs(known - strength) < 1e-9);
const isBetween = (at = state) => about.levers.some((lever, i) => !isComputed(lever, at.strengths[i]));
const isIdle = (at = state) => at.strengths.every((strength) => strength === 0);
const idle = (at = state) =>
  corners(
    at,
    about.levers.map(() => 0),
  );

// One number of an array whose last axis are the settings. `inner` is the place along the axes before it.
function value(key, inner, where) {
  const all = numbers(key),
    from = inner * points();
  let sum = 0;
  for (const [place, weight] of where) sum += weight * all[from + place];
  return sum;
}

function row(key, names, inner, where) {
  const out = {};
  names.forEach((name, i) => {
    out[name] = value(key, inner(i), where);
  });
  return out;
}

// What may be said of an effect. Between computed settings its interval is interpolated, and the model cannot say
// which way it goes wherever it cannot say so at a neighbour.
function verdict(key, inner, where, found) {
  const all = numbers(key),
    from = inner * points();
  const codes = where.map(([place]) => all[from + place] % about.verdicts.earlier);
  const earlier = where.some(([place]) => all[from + place] >= about.verdicts.earlier);
  const { clear, cannot_say, same } = about.verdicts;
  let kind = codes[0];
  if (codes.length > 1) {
    if (codes.includes(cannot_say)) kind = cannot_say;
    else if (codes.every((code) => code === same)) kind = same;
    else kind = found.low > 0 || found.high < 0 ? clear : 0;
  }
  return { clear: kind === clear, cannotSay: kind === cannot_say, same: kind === same, earlier };
}

const years = () => about.years.length;
const outcome = (at = state) => about.outcomes[at.outcome];

function effect(year, at = state, where = corners(at)) {
  const key = outcome(at).key;
  const found = row(`${key}/effect`, about.statistics.effect, (i) => i * years() + year, where);
  return { ...found, verdict: verdict(`${key}/verdict`, year, where, found) };
}

function level(year, where, at = state) {
  const key = outcome(at).key;
  const bands = row(`${key}/bands`, about.statistics.bands, (i) => i * years() + year, where);
  return { mean: value(`${key}/level`, year, where), ...bands };
}

function moved(control, where, at = state) {
  const key = `${outcome(at).key}/control/${control}`;
  const found = row(key, about.statistics.effect, (i) => i, where);
  return { ...found, verdict: verdict(`${key}/verdict`, 0, where, found) };
}

function total(key, where) {
  const found = row(`total/${key}/effect`, about.statistics.effect, (i) => i, where);
  return {
    ...found,
    level: value(`total/${key}/level`, 0, where),
    verdict: verdict(`total/${key}/verdict`, 0, where, found),
  };
}

const inUnion = (state_, year, where) => value("members", state_ * years() + year, where);
const events = (array, kind, year, where) =>
  value(array, about.events.order.indexOf(kind) * years() + year, where);
