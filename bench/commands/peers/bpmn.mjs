/**
 * The same flow, plainly, on bpmn-engine: seven user tasks in a row, a step is a signal, and before it is answered the state and a row that says who did it
 * are written in one transaction (node:sqlite, write-ahead log, FULL). No rights, no audit chain, no feed, no text.
 * `memory` keeps running instances at hand. `recover` takes each up from its saved state, as the engine's documentation does for what waits for people.
 * Arguments: port, database file, memory|recover.
 */
import { EventEmitter } from 'node:events';
import { createServer } from 'node:http';
import { DatabaseSync } from 'node:sqlite';
import { Engine } from 'bpmn-engine';

const [port, file, mode] = process.argv.slice(2);
const STEPS = ['create', 'invite', 'submit', 'signOff', 'receive', 'reply', 'receiveReply'];
const tasks = STEPS.map((step, index) => `<userTask id="${step}"/><sequenceFlow id="flow${index + 1}" sourceRef="${step}" targetRef="${STEPS[index + 1] ?? 'end'}"/>`);
const source = `<?xml version="1.0" encoding="UTF-8"?>
<definitions id="request" xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<process id="flow" isExecutable="true"><startEvent id="start"/><sequenceFlow id="flow0" sourceRef="start" targetRef="create"/>${tasks.join('')}<endEvent id="end"/></process>
</definitions>`;

const db = new DatabaseSync(file);
db.exec(`pragma journal_mode = wal; pragma synchronous = full;
  create table instance (id text primary key, state text not null);
  create table event (seq integer primary key, id text not null, step text not null, person text not null, at integer not null)`);
const save = db.prepare('insert into instance (id, state) values (?, ?) on conflict (id) do update set state = excluded.state');
const load = db.prepare('select state from instance where id = ?');
const note = db.prepare('insert into event (id, step, person, at) values (?, ?, ?, ?)');
const running = new Map();

async function takeUp(id) {
  const saved = mode === 'recover' ? load.get(id) : undefined;
  if (saved !== undefined) {
    const engine = new Engine().recover(JSON.parse(saved.state));
    return { engine, execution: await engine.resume({ listener: new EventEmitter() }) };
  }
  const known = running.get(id);
  if (known !== undefined) return known;
  const engine = new Engine({ name: id, source });
  const started = { engine, execution: await engine.execute({ listener: new EventEmitter() }) };
  if (mode === 'memory') running.set(id, started);
  return started;
}

async function act({ id, step, person }) {
  const { engine, execution } = await takeUp(id);
  if (!execution.getPostponed().some((task) => task.id === step)) return false;
  execution.signal({ id: step, person });
  const state = JSON.stringify(await engine.getState());
  db.exec('begin immediate');
  note.run(id, step, person, Date.now());
  save.run(id, state);
  db.exec('commit');
  if (step === STEPS.at(-1)) running.delete(id);
  return true;
}

const server = createServer((request, response) => {
  let text = '';
  request.setEncoding('utf8').on('data', (chunk) => { text += chunk; }).on('end', () => {
    act(JSON.parse(text)).then((done) => {
      const body = JSON.stringify({ done });
      response.writeHead(done ? 200 : 409, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }).end(body);
    }, (error) => response.writeHead(500, { 'content-length': 0 }).end(String(error)));
  });
});
server.listen(Number(port), '127.0.0.1', () => process.stdout.write('{"event":"listening"}\n'));
