// The page for people. It asks /overview every two seconds, and /check when somebody wants to know, and shows what they say.
// Whatever comes from there is put in as text, never as HTML. Ages count from the answer by this machine's monotonic clock:
// whether the clock of whoever looks is right makes no difference.

const VERSION = 1;
const POLL_MS = 2_000;
const PATIENCE_MS = 8_000;
const STALE_S = 10;
const NAMED = 100;
const EVENTS = 15;
const TABLE_STEP_S = 300;
const SHORTEST_CHART_S = 300;

const count = new Intl.NumberFormat('en');
const compact = new Intl.NumberFormat('en', {notation: 'compact'});
const tones = {yes: 'good', no: 'bad', unknown: 'doubt'};

let seen = null;
let failure = null;
let timer = 0;
let polling = false;
let allEvents = false;
let named = null;

// ---------------------------------------------------------------------------------------------------- words

const by = id => document.getElementById(id);

function write(id, text) {
  const node = by(id);
  if (node.textContent !== text) {
    node.textContent = text;
  }
}

function show(id, shown) {
  by(id).hidden = !shown;
}

function make(tag, text, tone) {
  const node = document.createElement(tag);
  node.textContent = text ?? '';
  if (tone) {
    node.dataset.tone = tone;
  }
  return node;
}

function tone(id, value) {
  if (value) {
    by(id).dataset.tone = value;
  } else {
    delete by(id).dataset.tone;
  }
}

const many = (number, one, more = one + 's') => `${count.format(number)} ${number === 1 ? one : more}`;

function duration(seconds) {
  if (seconds < 10) {
    return `${Math.max(0, seconds).toFixed(1)}\u00a0s`;
  }
  if (seconds < 100) {
    return `${Math.floor(seconds)}\u00a0s`;
  }
  const minutes = Math.floor(seconds / 60);
  if (minutes < 100) {
    return `${minutes}\u00a0min`;
  }
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours}\u00a0h ${minutes % 60}\u00a0min` : `${Math.floor(hours / 24)}\u00a0d ${hours % 24}\u00a0h`;
}

/** Where tenths say nothing. */
const whole = seconds => duration(Math.round(seconds)).replace('.0', '');

const ago = seconds => `${duration(seconds)}\u00a0ago`;

/** 20:07:03 UTC, with the date where it is not today's. */
function utc(iso, now) {
  const [date, time] = new Date(iso).toISOString().split(/[T.]/);
  return (now && new Date(now).toISOString().startsWith(date) ? '' : `${date} `) + `${time} UTC`;
}

const clock = seconds => new Date(seconds * 1000).toISOString().slice(11, 16);

/** With moments as people read them. */
const plain = text => text.replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, iso => utc(iso, seen?.doc.time));

function sentence(text) {
  const trimmed = plain(text.trim());
  return trimmed.charAt(0).toUpperCase() + trimmed.slice(1) + (/[.!?]$/.test(trimmed) ? '' : '.');
}

/** Seconds since the last answer. */
const elapsed = () => (performance.now() - seen.at) / 1000;

// ---------------------------------------------------------------------------------------------------- the answer

/** The word, why, and what to do about it. */
function verdict(status) {
  if (elapsed() > STALE_S) {
    return {word: 'unknown', why: `This replica has not answered for ${duration(elapsed())}.`,
      todo: 'Ask another replica, or open the way to this one again (kubectl port-forward ends with its pod).'};
  }
  const word = status.safeToFailOver ?? 'unknown';
  if (word === 'yes' && status.confirmedAgeSeconds + elapsed() > status.syncedAgeSeconds) {
    return {word: 'unknown', why: `The last proof that the standby is complete is ${ago(status.confirmedAgeSeconds + elapsed())}.`,
      todo: 'This replica is being asked for a newer one.'};
  }
  if (word === 'yes') {
    const last = status.compare;
    return {word, why: `The standby holds everything the primary had ${ago(status.confirmedAgeSeconds + elapsed())}; `
      + `the comparison of all ${many(last.keys, 'key')}, ${ago(age(last.time))}, was clean.`};
  }
  return {word, why: sentence(status.whyNotPromotable ?? 'nothing is known'), ...remedy(status)};
}

/** What keeps this very replica from its work, where it would lead. */
function hindrance(status) {
  const found = status.replica?.refused?.sentence ?? status.replica?.trouble;
  return found ? `This replica would lead, and cannot: ${plain(found)}. ` : '';
}

function remedy(status) {
  if (status.read?.unreadable) {
    return {todo: `Ask a replica or etcd-sync status of the version that wrote it; this replica is of version ${status.replica?.version}.`};
  }
  const promotion = status.promotion?.stage;
  if (promotion && promotion !== 'draining') {
    return {tone: 'news', todo: promotion === 'promoted'
      ? `The standby was promoted at ${utc(status.promotion.time, seen.doc.time)}, and serves on its own.`
      : 'Run etcd-sync promote again: it goes on to its end.'};
  }
  if (status.read && !status.read.answered) {
    return {todo: 'Look at the standby’s etcd, and at the way to it. The link may go on all the same: another replica may know.'};
  }
  if (!status.phase) {
    return {todo: hindrance(status) || 'Start a leader: etcd-sync run. If one runs, look at its page or its log.'};
  }
  if (status.standbyFull) {
    return {todo: 'The standby’s etcd refuses writes for want of space, and nothing new can be published. Compact and defragment it, '
      + 'or raise its --quota-backend-bytes; then etcdctl alarm disarm.'};
  }
  if (isLeaderSilent(status)) {
    return {todo: `${hindrance(status)}Nobody publishes, and the leader’s last word is ${lastWord(status)}: look for its pod and its log.`};
  }
  switch (status.phase) {
    case 'parked':
      return {todo: status.parked?.token
        ? 'Nothing is written until the cause is gone, or exactly this finding is confirmed.'
        : 'Nothing is written until the cause is gone; then it goes on by itself.'};
    case 'copying':
      return {todo: 'Wait until the copy is done.'};
    case 'connecting':
      return {todo: `Look at the etcd that does not answer. If the primary is lost for good, ${status.copyingSince
        ? 'what is not there is lost with it: etcd-sync promote --primary-is-dead --accept-incomplete --dry-run says how far the copy came.'
        : 'the standby can be promoted as it is: etcd-sync promote --primary-is-dead --dry-run says what with.'}`};
    default:
      if (status.part) {
        return {todo: 'Wait: the rest follows. If the primary is lost, the rest is lost with it, and the standby can be promoted as it is: '
          + 'etcd-sync promote --primary-is-dead --dry-run says what with.'};
      }
      if (status.compare?.pending) {
        return {todo: 'Wait: everything is compared once before anything is claimed.'};
      }
      return isDrift(status) ? {todo: 'What is missed or different is written back by itself; see Drift below.'} : {};
  }
}

const isDrift = status => status.compare?.clean === false || status.drift?.contested > 0 || status.drift?.departed > 0;

/** Whether what the leader has said may not hold any more. */
const isOld = status => elapsed() > STALE_S || status.read?.answered === false || status.read?.unreadable
  || isLeaderSilent(status) || isClockAhead(status);

/** Then nobody knows how old the leader's word is, and the status has no ages. */
const isClockAhead = status => status.clockAheadSeconds > 0;

/** When the leader has said it, as far as that is known. */
const lastWord = status => isClockAhead(status) ? 'by a clock that is ahead' : ago(status.ageSeconds + elapsed());

/** How long ago something was that the leader has told. */
const since = (status, iso) => isClockAhead(status) ? `at ${utc(iso, seen.doc.time)} by a clock that is ahead` : ago(age(iso));

/** One that is done has nothing more to say. */
const isLeaderSilent = status => !status.promotion && status.ageSeconds + elapsed() > status.syncedAgeSeconds;

function renderVerdict(status) {
  const {word, why, todo, tone: given} = verdict(status);
  const last = by('word').textContent.toLowerCase();
  tone('verdict', given ?? tones[word]);
  write('word', word.charAt(0).toUpperCase() + word.slice(1));
  write('why', why);
  write('todo', todo ?? '');
  show('todo', Boolean(todo));
  if (last !== word) {
    write('announcement', `Safe to fail over: ${word}. ${why}`);
  }
  title();
}

/** A tab that nobody looks at asks nothing, so it claims nothing. */
function title() {
  const claim = document.hidden || !seen ? [] : [verdict(seen.doc.status).word];
  document.title = [...claim, seen?.doc.status.link ?? '', 'etcd-sync'].join(' · ');
}

// ---------------------------------------------------------------------------------------------------- figures

function fact(id, value, more, toned) {
  write(id, value);
  write(`${id}-more`, more ?? '');
  tone(id, toned);
}

function renderFacts(status) {
  const now = seen.doc.time;
  const phaseTone = {following: 'good', parked: 'bad', connecting: 'doubt', copying: 'news'}[status.phase] ?? 'news';
  const old = isOld(status);
  const asOf = !old || !status.time ? '' : isClockAhead(status) ? lastWord(status) : `as of ${lastWord(status)}`;
  fact('phase', status.phase ?? 'not known', asOf || phaseMore(status), status.phase && (old ? 'doubt' : phaseTone));
  if (status.confirmed && isClockAhead(status)) {
    fact('confirmed', 'not known', `${utc(status.confirmed, now)} by the leader’s clock`);
  } else if (status.confirmed) {
    fact('confirmed', ago(status.confirmedAgeSeconds + elapsed()), utc(status.confirmed, now));
  } else {
    fact('confirmed', 'not known', status.phase === 'copying' ? 'a copy claims nothing' : '');
  }
  if (old) {
    fact('behind', 'not known', status.lagRevisions === undefined ? '' : `${many(status.lagRevisions, 'revision')} ${asOf}`);
  } else if (status.lagRevisions === undefined) {
    fact('behind', 'not known', status.primaryRevision ? `primary at revision ${count.format(status.primaryRevision)}` : '');
  } else {
    fact('behind', many(status.lagRevisions, 'revision'),
      `${count.format(status.revision)} of ${count.format(status.primaryRevision)}`);
  }
  const compare = status.compare;
  if (!compare?.time) {
    fact('compared', 'not yet', compare?.trouble ? 'could not tell' : '');
  } else {
    const findings = compare.missed + compare.different + compare.stale;
    fact('compared', compare.clean ? 'clean' : many(findings, 'finding'),
      `${many(compare.keys, 'key')}, ${since(status, compare.time)}`, compare.clean ? 'good' : 'bad');
  }
}

function phaseMore(status) {
  if (status.part) {
    return `revision ${count.format(status.part.revision)} in part: ${count.format(status.part.applied)} of ${many(status.part.total, 'change')}`;
  }
  if (status.parked) {
    return `by ${status.parked.guard}`;
  }
  if (status.standbyFull) {
    return 'the standby refuses writes: no space';
  }
  return status.revision ? `revision ${count.format(status.revision)}` : '';
}

/** Of a moment that the replica has told, now; by the replica's clock. */
const age = iso => Math.max(0, (Date.parse(seen.doc.time) - Date.parse(iso)) / 1000) + elapsed();

function renderCopy(status) {
  const copying = status.phase === 'copying' && status.total > 0;
  show('copy', copying);
  if (!copying) {
    return;
  }
  const bar = by('copy-bar');
  bar.max = status.total;
  bar.value = status.copied;
  const share = Math.floor(100 * status.copied / status.total);
  const left = status.copySecondsLeft === undefined ? ''
    : `, about ${whole(Math.max(1, status.copySecondsLeft - elapsed()))} to go`;
  const speed = status.copyKeysPerSecond ? `, ${many(Math.round(status.copyKeysPerSecond), 'key')}/s` : '';
  write('copy-text', `${count.format(status.copied)} of ${many(status.total, 'key')} (${share} %)${speed}${left}`);
}

function rows(id, entries) {
  const list = by(id);
  const now = JSON.stringify(entries);
  if (list.dataset.shown !== now) {
    list.dataset.shown = now;
    list.replaceChildren(...entries.map(([name, value, toned]) => {
      const row = document.createElement('div');
      row.append(make('dt', name), make('dd', value, toned));
      return row;
    }));
  }
}

function renderWho(status) {
  const replica = status.replica ?? {};
  const entries = [['Leader', status.holder ? `${status.holder}, epoch ${count.format(status.epoch)}` : 'nobody is known']];
  if (status.leaderVersion && status.leaderVersion !== replica.version) {
    entries.push(['Its version', `etcd-sync ${status.leaderVersion}`]);
  }
  if (status.time) {
    entries.push(['Its last word', lastWord(status), isLeaderSilent(status) || isClockAhead(status) ? 'bad' : undefined]);
  }
  entries.push(['This replica', `${replica.name}, ${replica.leads ? 'leads' : 'stands by'}`]);
  if (status.promotion) {
    entries.push(['Promotion', `${status.promotion.stage} since ${utc(status.promotion.time, seen.doc.time)}, by ${status.promotion.by}`]);
  }
  if (status.held) {
    entries.push(['Held', `${many(status.held, 'object')}, ${status.promotion?.stage === 'promoted' ? 'still aside' : 'out of sight until promotion'}`]);
  }
  if (status.primaryVersions?.length) {
    entries.push(['Primary’s etcd', status.primaryVersions.join(', ')]);
  }
  if (status.standbyVersions?.length) {
    entries.push(['Standby’s etcd', status.standbyVersions.join(', ')]);
  }
  if (replica.refused) {
    entries.push(['Refused here', plain(replica.refused.sentence), 'bad']);
  }
  if (status.trouble) {
    entries.push(['Trouble', status.trouble]);
  }
  rows('who', entries);
  write('link', status.link ?? '');
  write('replica', replica.name ? `replica ${replica.name}` : '');
  write('role', replica.leads ? 'leads' : 'stands by');
  show('role', Boolean(replica.name));
  write('version', replica.version ? `etcd-sync ${replica.version}` : '');
}

// ---------------------------------------------------------------------------------------------------- drift

function renderDrift(status) {
  const compare = status.compare;
  const drift = status.drift ?? {};
  let text = 'Nothing is known.';
  if (compare?.time) {
    text = compare.clean
      ? `Clean: of ${many(compare.keys, 'key')} none is missed, different or stale, ${since(status, compare.time)}.`
      : `Not clean, ${since(status, compare.time)}, at revision ${count.format(compare.revision)}.`;
    text += compare.pending && status.phase === 'following' ? ' It has not been compared since following began.' : '';
  } else if (compare) {
    text = 'Not compared yet since following began.';
  }
  write('drift-summary', text + (compare?.trouble ? ` The last try could not tell: ${sentence(compare.trouble)}` : ''));
  const bad = number => number > 0 ? 'bad' : undefined;
  rows('drift-counts', [
    ...(compare?.time ? [
      ['missed', count.format(compare.missed), bad(compare.missed)],
      ['different', count.format(compare.different), bad(compare.different)],
      ['stale', count.format(compare.stale), bad(compare.stale)],
      ['standby’s own', count.format(compare.local)]] : []),
    ...(status.drift ? [
      ['to look at', count.format(drift.suspected)],
      ['to be healed', count.format(drift.departed ?? 0), bad(drift.departed)],
      ['healed', count.format(drift.healed)],
      ['status only', count.format(drift.statusDiverged)],
      ['contested', count.format(drift.contested), bad(drift.contested)]] : [])]);
  const contested = drift.contestedKeys ?? [];
  show('contested', contested.length > 0);
  keys('contested-keys', contested.map(it => ({key: it.key, more: it.writer ? `last written by ${it.writer}` : ''})));
  renderFound(compare);
  if (compare?.clean === false && compare.time !== renderDrift.looked) {
    renderDrift.looked = compare.time;
    look();
  }
}

function keys(list, entries) {
  const node = typeof list === 'string' ? by(list) : list;
  const now = JSON.stringify(entries);
  if (node.dataset.shown !== now) {
    node.dataset.shown = now;
    node.replaceChildren(...entries.map(({key, more}) => {
      const item = document.createElement('li');
      item.append(make('b', key));
      if (more) {
        item.append(make('small', more));
      }
      return item;
    }));
  }
}

const SORTS = [
  ['missed', 'Missed: the standby lacks them'],
  ['different', 'Different: both have another value'],
  ['stale', 'Stale: the primary has deleted them'],
  ['local', 'The standby’s own: they never came from the primary'],
];

/** The check's own words and commands, which are those of etcd-sync check. */
function remedies(advice) {
  return (advice?.steps ?? []).map(({text, command}) => {
    const node = make(command ? 'code' : 'p', command ?? text);
    node.className = command ? 'command' : 'todo';
    return node;
  });
}

async function look() {
  const button = by('look');
  if (button.getAttribute('aria-disabled') === 'true') {
    return;
  }
  button.setAttribute('aria-disabled', 'true');
  const was = button.textContent;
  button.textContent = 'Comparing …';
  try {
    const response = await fetch(`check?format=json&most=${NAMED}`, {cache: 'no-store'});
    const text = await response.text();
    let report;
    try {
      report = JSON.parse(text);
    } catch {
      report = {result: 'unknown', sentence: text};
    }
    found(report);
  } catch (error) {
    found({result: 'unknown', sentence: `no answer from this replica (${error.message})`});
  } finally {
    button.removeAttribute('aria-disabled');
    button.textContent = was;
  }
}

function found(report) {
  named = {report, at: performance.now()};
  const head = make('p');
  head.id = 'found-head';
  const parts = [head];
  const advised = new Set();
  for (const [sort, title] of SORTS) {
    const all = report[sort];
    if (!all?.count) {
      continue;
    }
    const list = document.createElement('ul');
    list.className = 'keys';
    keys(list, all.keys.map(it => ({key: it.key, more: [it.held ? 'held' : '', it.reason ?? ''].filter(Boolean).join('; ')})));
    const advice = report.advice?.find(it => it.of.includes(sort) && !advised.has(it));
    advised.add(advice);
    parts.push(make('h3', `${title} (${count.format(all.count)})`), ...remedies(advice), list);
    if (all.count > all.keys.length) {
      const more = make('p', `… and ${count.format(all.count - all.keys.length)} more: `);
      const link = make('a', 'check as JSON');
      link.href = 'check?format=json';
      more.append(link, ' names them all.');
      parts.push(more);
    }
  }
  by('found').replaceChildren(...parts);
  renderFound();
  write('announcement', head.textContent);
}

/** Grows older, and goes when a later comparison was clean. */
function renderFound(compare) {
  if (!named) {
    return;
  }
  const {report, at} = named;
  if (compare?.clean && report.result === 'drift' && compare.time > report.begun) {
    named = null;
    by('found').replaceChildren();
    return;
  }
  const aged = ago((report.ageSeconds ?? 0) + (performance.now() - at) / 1000);
  const part = report.part
    ? ` Revision ${count.format(report.part.revision)} is applied in part: ${count.format(report.part.applied)} of ${many(report.part.total, 'change')}.`
    : '';
  write('found-head', {clean: `Compared ${aged}: clean.`, drift: `Compared ${aged}: not clean.${part}`}[report.result]
    ?? `Could not tell, ${aged}: ${sentence(report.sentence ?? '')}`);
}

// ---------------------------------------------------------------------------------------------------- lag

const charts = {};
let span = [0, SHORTEST_CHART_S];

function renderLag(history) {
  const {lag} = history;
  const from = lag.from ? Date.parse(lag.from) / 1000 : 0;
  const xs = lag.seconds.map((_, point) => from + point * lag.stepSeconds);
  write('lag-span', xs.length ? `over the last ${whole(xs.length * lag.stepSeconds)}, the most within each ${lag.stepSeconds}\u00a0s` : '');
  line('seconds', 'Age of the proof', xs, lag.seconds, duration, 2);
  line('revisions', 'Revisions behind', xs, lag.revisions, value => many(value, 'revision'), 4);
  table(xs, lag);
}

function line(name, title, xs, ys, format, atLeast) {
  const known = ys.map((value, point) => ({value, point})).filter(it => it.value !== null);
  const most = known.reduce((one, other) => other.value > one.value ? other : one, {value: -1});
  const last = ys.at(-1) ?? null;
  const text = known.length === 0 ? 'not known'
    : `${last === null ? 'not known now' : `now ${format(last)}`}, at most ${format(most.value)} at ${clock(xs[most.point])} UTC`;
  const caption = by(`${name}-now`);
  caption.dataset.usual = text;
  if (!caption.dataset.hovered) {
    write(`${name}-now`, text);
  }
  by(`${name}-chart`).setAttribute('aria-label', `${title}: ${text}`);
  if (!globalThis.uPlot || xs.length === 0) {
    return;
  }
  span = [Math.min(xs[0], xs.at(-1) - SHORTEST_CHART_S), xs.at(-1)];
  charts[name] ??= chart(name, format, atLeast);
  charts[name].plot.setData([xs, ys]);
}

function chart(name, format, atLeast) {
  const place = by(`${name}-chart`);
  const colour = variable => getComputedStyle(document.documentElement).getPropertyValue(variable).trim();
  const font = '11px system-ui, sans-serif';
  const axis = {stroke: colour('--quiet'), font, grid: {stroke: colour('--grid'), width: 1}, ticks: {show: false}};
  const short = name === 'seconds' ? value => duration(value).replace('.0', '') : value => compact.format(value);
  const size = () => ({width: Math.max(120, place.clientWidth), height: place.clientHeight});
  const plot = new uPlot({
    ...size(),
    tzDate: seconds => uPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC'),
    padding: [10, 10, 0, 0],
    legend: {show: false},
    cursor: {y: false, drag: {x: false, y: false}, points: {size: 6}},
    scales: {
      x: {range: () => span},
      y: {range: (_, low, high) => [0, Math.max(atLeast, (high ?? 0) * 1.1)]},
    },
    axes: [
      {...axis, size: 26, gap: 4, space: 70, values: (_, splits) => splits.map(clock)},
      {...axis, size: 48, gap: 4, space: 28, incrs: name === 'seconds' ? undefined : [1, 2, 5].flatMap(it =>
        Array.from({length: 16}, (_, power) => it * 10 ** power)).sort((a, b) => a - b),
      values: (_, splits) => splits.map(short)},
    ],
    series: [{}, {stroke: colour('--line'), fill: colour('--fill'), width: 1.5, points: {show: false}}],
    hooks: {setCursor: [self => hovered(name, self, format)]},
  }, [[], []], place);
  const observer = new ResizeObserver(() => plot.setSize(size()));
  observer.observe(place);
  return {plot, end: () => { observer.disconnect(); plot.destroy(); }};
}

function hovered(name, plot, format) {
  const caption = by(`${name}-now`);
  const point = plot.cursor.idx;
  const value = point === null || point === undefined ? undefined : plot.data[1][point];
  if (value === undefined) {
    delete caption.dataset.hovered;
    write(`${name}-now`, caption.dataset.usual ?? '');
  } else {
    caption.dataset.hovered = 'true';
    write(`${name}-now`, `${utc(plot.data[0][point] * 1000, seen.doc.time)}: ${value === null ? 'not known' : format(value)}`);
  }
}

function table(xs, lag) {
  const steps = new Map();
  xs.forEach((x, point) => {
    const begin = Math.floor(x / TABLE_STEP_S) * TABLE_STEP_S;
    const step = steps.get(begin) ?? {seconds: null, revisions: null};
    for (const name of ['seconds', 'revisions']) {
      if (lag[name][point] !== null) {
        step[name] = Math.max(step[name] ?? 0, lag[name][point]);
      }
    }
    steps.set(begin, step);
  });
  by('lag-rows').replaceChildren(...[...steps].reverse().map(([begin, step]) => {
    const row = document.createElement('tr');
    const head = make('th', clock(begin));
    head.scope = 'row';
    row.append(head, make('td', step.seconds === null ? 'not known' : duration(step.seconds)),
      make('td', step.revisions === null ? 'not known' : many(step.revisions, 'revision')));
    return row;
  }));
}

matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
  for (const name of Object.keys(charts)) {
    charts[name].end();
    delete charts[name];
  }
  if (seen) {
    renderLag(seen.doc.history);
  }
});

// ---------------------------------------------------------------------------------------------------- events

function renderEvents(history) {
  const events = history.events;
  const shown = allEvents ? events : events.slice(0, EVENTS);
  const list = by('events');
  const now = JSON.stringify(shown.map(it => [it.time, it.sentence]));
  if (list.dataset.shown !== now) {
    list.dataset.shown = now;
    list.replaceChildren(...shown.map(event => {
      const item = document.createElement('li');
      item.dataset.kind = event.kind;
      const dot = make('span', '', event.tone);
      dot.className = 'dot';
      dot.setAttribute('aria-hidden', 'true');
      const time = document.createElement('time');
      time.dateTime = event.time;
      item.append(dot, time, make('span', plain(event.sentence)));
      return item;
    }));
  }
  for (const time of list.querySelectorAll('time')) {
    const text = `${utc(time.dateTime, seen.doc.time).replace(' UTC', '')} · ${whole(Math.floor(age(time.dateTime)))} ago`;
    if (time.textContent !== text) {
      time.textContent = text;
    }
  }
  show('more', events.length > EVENTS);
  write('more', allEvents ? 'Show fewer' : `Show all ${events.length}`);
  write('events-since', `as seen by this replica since ${utc(history.began, seen.doc.time)}`);
}

// ---------------------------------------------------------------------------------------------------- asking

function render() {
  renderLive();
  if (!seen) {
    return;
  }
  const {status, history} = seen.doc;
  renderVerdict(status);
  renderFacts(status);
  renderCopy(status);
  renderWho(status);
  renderDrift(status);
  renderEvents(history);
}

function renderLive() {
  const silent = failure !== null;
  tone('live', silent ? 'bad' : seen ? 'good' : 'news');
  write('live-text', silent ? 'No answer' : seen ? `Live, ${whole(Math.floor(elapsed()))} ago` : 'Asking …');
  show('notice', silent);
  if (silent) {
    write('notice', `This replica does not answer: ${failure}. `
      + (seen ? `What stands here is of ${utc(seen.doc.time)}.` : 'It is asked again every few seconds.'));
  }
}

/** Why it is no answer: in JSON, or as text. */
async function said(response) {
  const text = await response.text();
  try {
    return JSON.parse(text).error;
  } catch {
    return text.trim();
  }
}

async function ask() {
  const response = await fetch('overview', {cache: 'no-store', signal: AbortSignal.timeout(PATIENCE_MS)});
  if (!response.ok) {
    throw new Error(await said(response) || `status ${response.status}`);
  }
  const doc = await response.json();
  if (doc.version !== VERSION) {
    throw new Error('it is of another version than this page; load the page again');
  }
  return doc;
}

async function poll() {
  if (polling) {
    return;
  }
  polling = true;
  clearTimeout(timer);
  try {
    const asked = performance.now();
    const doc = await ask();
    // Not newer than the question: the answer may have been long under way.
    seen = {doc, at: asked};
    failure = null;
    renderLag(doc.history);
  } catch (error) {
    failure = {TimeoutError: `nothing within ${PATIENCE_MS / 1000}\u00a0s`, TypeError: 'no connection'}[error.name] ?? error.message;
  }
  polling = false;
  render();
  if (!document.hidden) {
    timer = setTimeout(poll, POLL_MS);
  }
}

by('look').addEventListener('click', look);
by('more').addEventListener('click', () => {
  allEvents = !allEvents;
  render();
});
document.addEventListener('visibilitychange', () => {
  title();
  if (!document.hidden) {
    poll();
  }
});
setInterval(() => document.hidden || render(), 1000);
poll();
