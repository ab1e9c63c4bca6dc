import { isDeepStrictEqual } from 'node:util';
import {
  equal,
  type FlinkLab,
  fail,
  type KafkaLab,
  lesson,
  type Random,
  type StoredRecord,
  wildTexts,
} from '@workbook/checkpoints/harness';
import {
  decode,
  distance,
  drawAlike,
  drawBroken,
  drawCapture,
  drawFrames,
  drawLarge,
  drawPixels,
  LAST,
  lumaOf,
  makeFrame,
  type Sent,
  SOURCES,
  seeThrough,
  statisticsOf,
  WINDOW_MS,
} from './.check/frames.js';
import type {
  Answer,
  ConsumedMessage,
  FrameInfo,
  Pixels,
  ProcessedFrame,
  Question,
  RejectedFrame,
  Statistics,
  VideoArgs,
  VideoFrame,
} from './frame.js';
import type * as Solution from './solution.js';

const { task } = lesson<typeof Solution>({
  needs: ['kafka', 'jobmanager', 'taskmanager'],
  topics: {
    binary: { partitions: 1 },
    frames: { partitions: SOURCES.length },
    processed: { partitions: 1 },
    rejected: { partitions: 1 },
    statistics: { partitions: 1 },
  },
  advice: {
    'data-url': "Base64 alone: jpeg.toString('base64'). What stands before it in a data URL is for web pages.",
    'bytes-as-text': "Bytes of a JPEG are no text: toString() without 'base64' loses them for good.",
    'base64-twice': "Once is enough: jpeg.toString('base64'), and nothing more.",
    'not-a-jpeg': 'sharp writes what you ask for: sharp(…).jpeg().toBuffer().',
    'sides-swapped': 'raw: { width, height, channels } says how the bytes are to be read: lines of width pixels.',
    'wrong-channels': "Give sharp the pixels' own number of channels: raw: { width, height, channels }.",
    'other-pixels': 'Hand the bytes to sharp as they are. They are red, green, blue already.',
    'channels-of-pixels':
      'A JPEG has no transparency: toBuffer({ resolveWithObject: true }) also says how many channels it has.',
    'size-of-text': 'frame_size_bytes is the length of the JPEG before base64: jpeg.length.',
    'wrong-fields': 'Go through the fields of VideoFrame one by one: what does the capture, or the encoder, say?',
    'clock-of-this-machine': 'capturedAt is when it happened: new Date(capturedAt).toISOString().',
    'wrong-limit': 'More than 480 leaves 480 itself out.',
    'width-for-height': 'Lines are counted from top to bottom: frame_height.',
    'wrong-category': 'Each limit belongs to the higher category: 720 lines are HD, 1080 are Full HD, 2160 are 4K.',
    unweighted: 'Green looks brighter than blue: 0.299 * red + 0.587 * green + 0.114 * blue.',
    'blue-first': 'The bytes of a pixel are red, green, blue, in this order.',
    'four-channels':
      'The next pixel begins after `channels` bytes, and that may be 4. How opaque it is does not count.',
    'input-changed': 'What comes in is not yours alone: leave the pixels, and the frame, as they are.',
    remembers:
      'The answer must come from the question. Is something kept outside of the function, from an earlier one?',
    rounded: 'A mean has a fraction, which belongs to it: leave out the rounding.',
    'wrong-brightness': 'Add up the luma of each pixel, and divide by the number of pixels.',
    'compressed-bytes': 'The bytes of a JPEG are compressed: sharp(bytes).raw().toBuffer() decodes them to pixels.',
    'good-rejected':
      'This is a JPEG like any other. What did your catch catch? Look at it once: a forgotten await, an error of your own? Question.bytes is the JPEG itself, and no base64. And a brightness of 0 is one, too.',
    'slow-rejected':
      'A large picture takes longer, and is as good as a small one: analyse waits as long as sharp needs, and has no limit of its own.',
    order: 'The answers have no number: the first belongs to the first question. Promise.all keeps the order.',
    'not-one-each': 'One answer for each question, also for a broken frame: map, and not filter.',
    'batch-lost':
      'One broken frame, and the answers of all others are lost. Catch the error where the frame is decoded. In a try block, write return await: without await, the error comes when the catch is over.',
    'error-is-no-answer': "An Error among the answers fails the job. A frame that is broken is news: { reason: '…' }.",
    'half-a-picture': "Half a JPEG must not pass: leave sharp's failOn as it is, and it refuses what ends too early.",
    'size-not-compared':
      'Compare the width and the height of the decoded pixels with what the question says: both of them, and not their ratio.',
    'wrong-reason': "'undecodable' if sharp can't decode it, 'wrong-dimensions' if it has another size than it says.",
    'still-base64': "The value is the JPEG itself: Buffer.from(frame.frame_data, 'base64').",
    'no-key': 'Without the source as its key, the frames of one source are spread over all partitions.',
    'headers-not-text': 'A header holds text: String(value), and for metadata JSON.stringify(metadata).',
    'header-missing': 'Each field of FrameInfo is a header. The source is one, too, and the key as well.',
    'metadata-lost': 'String(object) is "[object Object]". JSON.stringify keeps what is in it.',
    'image-in-headers': 'Leave frame_data out of the headers: the value has it already.',
    'numbers-as-text': "A header's value is a text, and '720' is no number: Number(text).",
    'metadata-as-text': 'toBinary wrote it with JSON.stringify: JSON.parse brings back what it was.',
    'wrong-way-back': 'Headers are bytes: String(header) for a text, Number(…) of it for a number.',
    'size-measured':
      'frame_size_bytes is a field like the others: it goes along as it is, and nothing is measured anew.',
    padding: 'Base64 is written in groups of four characters. A last group that is not full counts as well.',
    'source-missing': 'The job must read the topic args.frames: env.fromSource(source, …).',
    'sink-missing': 'A stream that ends in no sink goes nowhere: stream.sinkTo(new KafkaSink({ … })).',
    'not-asked':
      'sharp does not run inside Flink. Ask the service: AsyncDataStream.unorderedWait(tall, new HttpAsyncFunction({ ...args.analyse, … }), …).',
    'filter-missing': 'Filter before you ask: frames.filter(isTall). Decoding is what costs.',
    'bytes-missing': 'bytes: (frame) => frame.frame_data sends the JPEG as the body of the request.',
    'request-missing':
      'request says what goes along with the bytes: ({ frame_width, frame_height }) => ({ frame_width, frame_height }).',
    'bytes-unchecked':
      'invalidBytes: ({ frame_data, ...info }) => ({ ...info, reason: … }) makes a result of such a frame. Without it the job fails there, starts again, and meets the same frame.',
    'asked-twice': 'One HttpAsyncFunction for one stream: both filters come behind it, on the stream of its answers.',
    'frames-lost': 'Which operator between the source and this sink drops it? Follow one frame through the graph.',
    'wrong-result': 'Compare field by field: those of the frame without its image, brightness, resolution_category.',
    'wrong-rejected': 'Compare field by field: those of the frame without its image, and reason.',
    'image-kept': 'Results are read by many, and the image is large: const { frame_data, ...info } = frame.',
    'wrong-sink-key': 'The key is the source: new KafkaSink({ …, key: (frame) => frame.source }).',
    doubled: 'Two paths lead to the same sink, or two sinks write to the same topic.',
    'rejected-missing': 'Answers with a reason are frames too: filter them from the same stream, to args.rejected.',
    'rejected-processed':
      'A frame without a brightness is no result: filter it away before the sink of args.processed.',
    'processed-rejected': 'A frame with a brightness is a result: filter it away before the sink of args.rejected.',
    'no-window': 'processed.keyBy(…).window(TumblingEventTimeWindows.of(…)) cuts the stream into windows.',
    'watermarks-behind':
      'Give the strategy to env.fromSource: there each partition has a watermark of its own, and the job goes by the slower one.',
    'processing-time': 'Windows by processing time ask the clock on the wall: use TumblingEventTimeWindows.',
    'wrong-size': 'Duration.ofSeconds(10) is 10 s.',
    overlapping: 'TumblingEventTimeWindows lie side by side, so that each frame counts in one window, once.',
    'wrong-key': 'Each source and each category is a key of its own: keyBy((frame) => [frame.source, …]).',
    'wrong-statistics':
      'Which frames belong to this window, and which are missing? Is FrameSums given every one of them?',
  },
});

const REACH_MS = 60_000;
const START_MS = 60_000;
/** What is through in the middle of the stream is at the sink's topic a moment later. */
const SETTLE_MS = 10_000;
/** Sums may be added up in another order. */
const ROUNDING = 0.01;
/**
 * How far a JPEG's colours may be from the original's, on the average. JPEG is lossy: a scene of this size is 2 off in
 * sharp's usual quality and 5 in its poorest; channels or sides that are mixed up make it 30 and more.
 */
const JPEG_LOSS = 10;

const near = (a: number, b: number) => Math.abs(a - b) <= ROUNDING;

type Out = 'processed' | 'rejected' | 'statistics';
type Args = VideoArgs & Record<string, unknown>;

function argsFor(kafka: KafkaLab, analyse: VideoArgs['analyse'] = { url: 'http://127.0.0.1:1/analyse' }): Args {
  return {
    bootstrapServers: kafka.bootstrapServers,
    groupId: kafka.topic('job'),
    frames: kafka.topic('frames'),
    processed: kafka.topic('processed'),
    rejected: kafka.topic('rejected'),
    statistics: kafka.topic('statistics'),
    analyse,
  };
}

task('1. A frame becomes a message', { pure: true }, async ({ work, random, start }) => {
  for (const channels of [3, 4] as const) {
    const capture = drawCapture(random, { width: 96, height: 64, channels });
    const { pixels } = capture;
    const data = Buffer.from(pixels.data);
    const frame = await start('toFrame', () => work.toFrame({ ...capture, pixels: { ...pixels } }));
    if (!data.equals(pixels.data)) fail('input-changed', { message: 'toFrame changed the pixels that came in.' });
    const jpeg = jpegIn(frame.frame_data);
    const decoded = await decode(jpeg).catch((error: Error) =>
      fail('not-a-jpeg', { message: `frame_data is no whole JPEG: ${error.message}` }),
    );
    const size = ({ height, width }: Pixels) => `${width} × ${height}`;
    if (size(decoded) !== size(pixels)) {
      const turned = decoded.width === pixels.height && decoded.height === pixels.width;
      const message = 'The JPEG has another size than the pixels.';
      fail(turned ? 'sides-swapped' : 'other-pixels', { message, expected: size(pixels), got: size(decoded) });
    }
    const apart = distance(pixels, decoded);
    if (apart > JPEG_LOSS) {
      fail(channels === 4 ? 'wrong-channels' : 'other-pixels', {
        message: `The JPEG shows another picture than the ${channels} channels of the capture.`,
        expected: `colours that are at most ${JPEG_LOSS} off`,
        got: `${apart.toFixed(1)} off on the average`,
      });
    }
    expectFields(frame, { ...(await makeFrame(capture)), frame_size_bytes: jpeg.length });
  }
});

/** The JPEG behind `frame_data`, whose first mistake is told. */
function jpegIn(data: unknown): Buffer {
  const got = typeof data === 'string' ? `${data.slice(0, 40)}…` : data;
  if (typeof data !== 'string') fail('wrong-fields', { message: 'frame_data is no text.', got });
  if (data.startsWith('data:')) fail('data-url', { message: 'frame_data is a data URL, and not base64.', got });
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(data)) fail('bytes-as-text', { message: 'frame_data is no base64.', got });
  const bytes = Buffer.from(data, 'base64');
  if (/^[A-Za-z0-9+/]{40}/.test(bytes.toString('latin1', 0, 40))) {
    fail('base64-twice', { message: 'Behind the base64 of frame_data is base64 again.', got });
  }
  const begins = bytes.subarray(0, 3).toString('hex');
  if (begins === 'ffd8ff') return bytes;
  return fail('not-a-jpeg', { message: 'frame_data is no JPEG.', expected: 'ffd8ff …', got: `${begins} …` });
}

function expectFields(got: VideoFrame, expected: VideoFrame): void {
  const message = (name: string) => `${name} is not what is true of the frame.`;
  const check = (name: keyof FrameInfo, id: string) => equal(got[name], expected[name], id, message(name));
  check('frame_channels', got.frame_channels === 4 ? 'channels-of-pixels' : 'wrong-fields');
  check('frame_size_bytes', 'size-of-text');
  const isNow = Math.abs(Date.parse(got.timestamp) - Date.now()) < 60_000;
  check('timestamp', isNow ? 'clock-of-this-machine' : 'wrong-fields');
  for (const name of ['frame_id', 'source', 'frame_width', 'frame_height', 'metadata'] as const) {
    check(name, 'wrong-fields');
  }
}

task('2. Resolution and brightness', { pure: true }, async ({ work, random, compute }) => {
  const base = await makeFrame(drawCapture(random, { width: 16, height: 16 }));
  const sized = (frame_width: number, frame_height: number) => ({ ...base, frame_width, frame_height });
  for (const [width, height] of [
    [640, 360],
    [270, 480],
    [270, 481],
    [1280, 720],
    [random.int(10, 4_000), random.int(10, 4_000)],
  ] as const) {
    const got = compute('isTall', () => work.isTall(sized(width, height)));
    const id = height === 480 ? 'wrong-limit' : 'width-for-height';
    equal(got, height > 480, id, `isTall is wrong about a frame of ${width} × ${height}.`);
  }
  for (const [height, category] of [
    [481, 'SD'],
    [719, 'SD'],
    [720, 'HD'],
    [1079, 'HD'],
    [1080, 'Full HD'],
    [2159, 'Full HD'],
    [2160, '4K'],
    [4320, '4K'],
  ] as const) {
    const got = compute('categoryOf', () => work.categoryOf(sized(random.pick([100, 5_000]), height)));
    equal(got, category, 'wrong-category', `categoryOf is wrong about ${height} lines.`);
  }
  for (const channels of [3, 4] as const) {
    const drawn = drawPixels(random, { width: random.int(5, 20), height: random.int(5, 20), channels });
    const pixels = channels === 4 ? seeThrough(random, drawn) : drawn;
    const data = Buffer.from(pixels.data);
    const got = compute('brightness', () => work.brightness(pixels));
    if (!data.equals(pixels.data)) fail('input-changed', { message: 'brightness changed the pixels that came in.' });
    const likely = brightnessMistake(got, pixels);
    // The mean of three channels may have had no fraction to lose.
    const id = channels === 4 && likely !== 'rounded' ? 'four-channels' : likely;
    expectBrightness(got, lumaOf(pixels), id, `brightness is wrong about ${channels} channels.`);
  }
});

/** What a wrong brightness of these pixels looks like. */
function brightnessMistake(got: number, pixels: Pixels): string {
  if (got === Math.round(lumaOf(pixels))) return 'rounded';
  if (near(got, lumaOf(pixels, [1 / 3, 1 / 3, 1 / 3]))) return 'unweighted';
  return near(got, lumaOf(pixels, [0.114, 0.587, 0.299])) ? 'blue-first' : 'wrong-brightness';
}

function expectBrightness(got: unknown, expected: number, id: string, message: string): void {
  if (typeof got === 'number' && near(got, expected)) return;
  fail(id, { message, expected: expected.toFixed(3), got });
}

task('3. A function for what Flink cannot do', { pure: true }, async ({ work, random, start }) => {
  const good = await drawAlike(random, 5);
  const answers = await start('analyse', () => work.analyse(good.map(questionOf)));
  expectOneEach(answers, good);
  const brightnesses = good.map(({ expected }) => (typeof expected === 'object' ? Object.values(expected)[0] : 0));
  for (const [index, { frame }] of good.entries()) {
    const answer = answers[index] as Answer;
    const jpeg = Buffer.from(frame.frame_data, 'base64');
    if (!('brightness' in answer)) {
      fail('good-rejected', { message: 'analyse found no brightness in a good frame.', got: answer });
    }
    const got = answer.brightness;
    const elsewhere = brightnesses.findIndex((value, other) => other !== index && near(got, Number(value)));
    const compressed = near(got, jpeg.reduce((sum, byte) => sum + byte, 0) / jpeg.length);
    let id = brightnessMistake(got, await decode(jpeg));
    if (elsewhere >= 0) id = elsewhere < index ? 'remembers' : 'order';
    else if (compressed) id = 'compressed-bytes';
    expectBrightness(got, Number(brightnesses[index]), id, `Answer ${index + 1} is wrong.`);
  }

  const large = await drawLarge(random);
  const [slow] = await start('analyse', () => work.analyse([questionOf(large)]));
  if (!slow || !('brightness' in slow)) {
    const { frame_height, frame_width } = large.frame;
    const message = `analyse found no brightness in a good frame of ${frame_width} × ${frame_height}.`;
    fail('slow-rejected', { message, got: slow });
  }

  const broken = await drawBroken(random, {});
  const mixed = [good[0] as Sent, ...broken, good[1] as Sent];
  const told = await start('analyse', () => work.analyse(mixed.map(questionOf))).catch((error: Error) => {
    if (error.name !== 'LearnersError') throw error;
    return fail('batch-lost', {
      message: 'analyse threw for a batch in which some frames are broken.',
      got: String((error as Error & { thrown: unknown }).thrown),
    });
  });
  expectOneEach(told, mixed);
  const due = mixed.map(({ expected }) => shortOf(expected as Answer));
  const said = told.map(shortOf);
  if (!isDeepStrictEqual(said, due) && isDeepStrictEqual(said.toSorted(), due.toSorted())) {
    fail('order', {
      message: 'The answers are right, and in another order than the questions.',
      expected: due,
      got: said,
    });
  }
  for (const [index, { expected }] of mixed.entries()) {
    const answer = told[index] as Answer;
    const found = 'brightness' in answer;
    if (typeof expected !== 'object' || 'brightness' in expected) {
      if (found) continue;
      fail('batch-lost', { message: 'A good frame has no brightness if others of its batch are broken.', got: answer });
    }
    let id = 'wrong-reason';
    if (found) id = expected.reason === 'undecodable' ? 'half-a-picture' : 'size-not-compared';
    equal(answer, expected, id, `Answer ${index + 1} is about a broken frame.`);
  }
});

const shortOf = (answer: Answer) => ('reason' in answer ? answer.reason : Number(answer.brightness).toFixed(1));

function questionOf({ frame }: Sent): Question {
  const { frame_data, frame_height, frame_width } = frame;
  return { frame_width, frame_height, bytes: Buffer.from(frame_data, 'base64') };
}

function expectOneEach(answers: unknown, questions: readonly unknown[]): asserts answers is Answer[] {
  if (!Array.isArray(answers) || answers.length !== questions.length) {
    const got = Array.isArray(answers) ? `${answers.length} answers` : answers;
    fail('not-one-each', { message: 'analyse does not answer each question.', expected: `${questions.length}`, got });
  }
  const error = answers.find((answer) => answer instanceof Error);
  if (error) fail('error-is-no-answer', { message: 'There is an Error among the answers.', got: String(error) });
  const odd = answers.find((answer) => typeof answer !== 'object' || answer === null);
  if (odd !== undefined) fail('not-one-each', { message: 'An answer is none.', got: odd });
}

task('4. Bytes and headers instead of base64', {}, async ({ work, random, kafka, compute }) => {
  const made = await makeFrame(drawCapture(random, { width: 96, height: 64 }));
  const [frame_id = '', source = '', , lens = '', note = ''] = wildTexts(random, 5);
  const jpeg = Buffer.from(made.frame_data, 'base64');
  // Another program counted its bytes in another way.
  const frame = {
    ...made,
    frame_id,
    source,
    metadata: { ...made.metadata, lens, note },
    frame_size_bytes: jpeg.length + 7,
  };
  const given = structuredClone(frame);
  const message = compute('toBinary', () => work.toBinary(given));
  equal(given, frame, 'input-changed', 'toBinary changed the frame that came in.');
  const { headers, key, value } = message;
  if (!Buffer.isBuffer(value)) fail('still-base64', { message: 'The value is no Buffer.', got: typeof value });
  if (!value.equals(jpeg)) {
    const isText = value.toString().startsWith(frame.frame_data.slice(0, 20));
    const [expected, got] = [jpeg, value].map((bytes) => `${bytes.length} bytes, ${bytes.toString('hex', 0, 8)}…`);
    fail(isText ? 'still-base64' : 'bytes-as-text', { message: 'The value is not the JPEG.', expected, got });
  }
  equal(key, frame.source, 'no-key', 'The key is not the source.');
  if ('frame_data' in headers) fail('image-in-headers', { message: 'The headers hold the image, too.' });
  const { frame_data: _, metadata, ...info } = frame;
  const texts = Object.entries(info).map(([name, field]) => [name, String(field)] as const);
  if (headers.metadata === '[object Object]') fail('metadata-lost', { message: 'metadata is lost.', got: headers });
  for (const name of [...texts.map(([field]) => field), 'metadata']) {
    if (headers[name] === undefined) fail('header-missing', { message: `The header ${name} is missing.` });
  }
  for (const [name, text] of texts) {
    const isMeasured = name === 'frame_size_bytes' && headers[name] === String(jpeg.length);
    equal(headers[name], text, isMeasured ? 'size-measured' : 'headers-not-text', `The header ${name} is wrong.`);
  }
  if (!isDeepStrictEqual(parsed(headers.metadata), metadata)) {
    const [expected, got] = [JSON.stringify(metadata), headers.metadata];
    fail('headers-not-text', { message: 'The header metadata is wrong.', expected, got });
  }

  await kafka.send('binary', [message, { key: frame.source, value: JSON.stringify(frame) }]);
  const [asBytes, asJson] = await kafka.records('binary');
  const back = compute('fromBinary', () => work.fromBinary(consumed(asBytes)));
  const field = Object.entries(frame).find(([name, value]) => back[name as keyof VideoFrame] !== value);
  if (field && back[field[0] as keyof VideoFrame] === String(field[1]) && typeof field[1] === 'number') {
    fail('numbers-as-text', { message: `${field[0]} came back as a text.`, expected: field[1], got: `'${field[1]}'` });
  }
  if (typeof back.metadata === 'string') {
    fail('metadata-as-text', { message: 'metadata came back as a text.', expected: metadata, got: back.metadata });
  }
  const { frame_data, ...backInfo } = back;
  const isMeasured = back.frame_size_bytes === jpeg.length;
  const id = isMeasured ? 'size-measured' : 'wrong-way-back';
  equal(backInfo, { ...info, metadata }, id, 'The frame came back with other fields.');
  if (frame_data !== frame.frame_data) {
    const [expected, got] = [frame.frame_data, frame_data].map((text) => `${String(text).slice(0, 40)}…`);
    fail('bytes-as-text', { message: 'frame_data came back as another text.', expected, got });
  }

  const saved = (asJson?.bytes?.length ?? 0) - (asBytes?.bytes?.length ?? 0);
  if (saved < frame.frame_data.length - jpeg.length) {
    fail('still-base64', {
      message: 'The message of bytes is not smaller by what base64 costs.',
      got: `${saved} bytes`,
    });
  }
  for (const bytes of [0, 1, 2, 3, 4, jpeg.length, random.int(1_000, 1_000_000)]) {
    const length = compute('base64Length', () => work.base64Length(bytes));
    equal(length, Buffer.alloc(bytes).toString('base64').length, 'padding', `base64Length(${bytes}) is wrong.`);
  }
});

/** The value of a JSON text; undefined for what is none. */
function parsed(json: unknown): unknown {
  try {
    return JSON.parse(String(json));
  } catch {
    return undefined;
  }
}

/** The record as kafkajs hands it to a consumer. */
function consumed(record: StoredRecord | undefined): ConsumedMessage {
  const headers = Object.entries(record?.headers ?? {}).map(([name, text]) => [name, Buffer.from(text)]);
  return {
    key: Buffer.from(record?.key ?? ''),
    value: record?.bytes ?? Buffer.alloc(0),
    headers: Object.fromEntries(headers) as Record<string, Buffer>,
  };
}

/** What the graph says already: nobody needs to wait for what can never come. */
async function expectGraph(kafka: KafkaLab, flink: FlinkLab, topics: readonly Out[]): Promise<void> {
  const graph = await flink.graph(argsFor(kafka));
  graph.expectSource('frames', kafka.topic('frames'));
  const asking = graph.nodes.filter((node) => node.op === 'asyncHttp');
  if (asking.length === 0) fail('not-asked', { message: 'The job asks no service: it has no Async I/O.' });
  const unchecked = asking.find(
    ({ functions }) => functions.bytes !== undefined && functions.invalidBytes === undefined,
  );
  if (unchecked) {
    const message = `A frame whose frame_data is no base64 makes "${unchecked.name}" fail the job, for ever.`;
    fail('bytes-unchecked', { message, expected: 'the function invalidBytes', got: 'none' });
  }
  for (const topic of topics) {
    graph.expectSink(topic, kafka.topic(topic), topic === 'rejected' ? 'rejected-missing' : 'sink-missing');
  }
}

/** The job's run: what was sent, what the service was asked, what came out. */
interface Outcome {
  sent: Sent[];
  asked: Question[];
  found(topic: Out): Promise<StoredRecord[]>;
}

let outcome: Promise<Outcome> | undefined;

/** Runs the job once for tasks 5 and 6. */
async function runJob(
  analyse: (typeof Solution)['analyse'],
  random: Random,
  kafka: KafkaLab,
  flink: FlinkLab,
): Promise<Outcome> {
  const asked: Question[] = [];
  const service = await flink.serve('analyse', async (questions: readonly Question[]) => {
    asked.push(...questions);
    return analyse(questions);
  });
  const drawing = drawFrames(random);
  const job = await flink.submit(argsFor(kafka, service.endpoint));
  const { sent, last } = await drawing;
  // How long a busy machine takes to start a job says nothing about the job.
  await flink.during(job, job.waitFor('RUNNING', { timeoutMs: START_MS }));
  await kafka.send(
    'frames',
    [...sent, ...last].map(({ frame }) => ({
      partition: SOURCES.indexOf(frame.source),
      key: frame.source,
      value: JSON.stringify(frame),
    })),
  );
  const noAnswer = async (topic: Out) => {
    const [{ state }, { length }] = [await job.status(), await kafka.records(topic)];
    const after = `after ${REACH_MS / 1000} s the last frames have not come to the topic for ${topic}`;
    return fail('no-answer', { message: `The job is ${state}, and ${after}; it has ${length} records.` });
  };
  const asking = sent.filter(({ expected }) => expected !== 'filtered').length + last.length;
  const frameIds = (records: StoredRecord[]) => new Set(records.map(({ value }) => idIn(value)));
  const closing = last[0]?.frame.timestamp ?? '';
  const inOrder = (await flink.graph(argsFor(kafka))).keepsOrder;
  const found = async (topic: Out) => {
    if (topic === 'statistics') {
      // A window of the first pair fires when the watermark has passed it, and all windows before it.
      const fired = (records: StoredRecord[]) =>
        records.some(({ value }) => statisticsIn(value).window_start === closing);
      if (!fired(await flink.during(job, kafka.until('statistics', fired, REACH_MS)))) await noAnswer('statistics');
      const timely = (records: StoredRecord[]) =>
        records.filter(({ value }) => statisticsIn(value).window_start < closing);
      // Those of another subtask may still be under way.
      const all = (records: StoredRecord[]) => timely(records).length >= expectedStatistics(sent).length;
      if (!inOrder) await flink.during(job, kafka.until('statistics', all, SETTLE_MS));
      return timely(await kafka.records('statistics'));
    }
    // Whatever is wrong with them, each frame comes to one of the two topics. Answers may overtake each other.
    const seen = { processed: new Set<string>(), rejected: new Set<string>() };
    const untilBoth = (enough: () => boolean, timeoutMs: number) => {
      const either = (['processed', 'rejected'] as const).map((name) =>
        kafka.until(
          name,
          (records) => {
            seen[name] = frameIds(records);
            return enough();
          },
          timeoutMs,
        ),
      );
      return flink.during(job, Promise.race(either));
    };
    const isThrough = () =>
      last.every(({ frame: { frame_id } }) => seen.processed.has(frame_id) || seen.rejected.has(frame_id));
    await untilBoth(isThrough, REACH_MS);
    if (!isThrough()) await noAnswer('processed');
    await untilBoth(() => seen.processed.size + seen.rejected.size >= asking, SETTLE_MS);
    return (await kafka.records(topic)).filter(({ value }) => !idIn(value).startsWith(LAST));
  };
  return { sent, asked, found };
}

const idIn = (value: string | null) => String((JSON.parse(value ?? '{}') as Partial<FrameInfo>).frame_id);
const statisticsIn = (value: string | null) => JSON.parse(value ?? '{}') as Statistics;

task(
  '5. Analysed on the cluster, and what is broken goes aside',
  { deadlineMs: 300_000 },
  async ({ work, random, kafka, flink }) => {
    await expectGraph(kafka, flink, ['processed', 'rejected']);
    outcome ??= runJob(work.analyse, random, kafka, flink);
    const { sent, asked, found } = await outcome;
    const [processed, rejected] = [await found('processed'), await found('rejected')];
    expectQuestions(asked, sent);
    expectOnce(asked);

    const expected = sent.flatMap(({ expected, frame: { frame_data, ...info } }) =>
      typeof expected === 'object' ? [{ ...info, ...expected }] : [],
    );
    const good = expected.filter((frame) => 'brightness' in frame);
    expectExactly(processed, good, 'rejected-processed', 'frames-lost');
    for (const { key, value } of processed) {
      const got = JSON.parse(value ?? 'null') as ProcessedFrame;
      const right = good.find(({ frame_id }) => frame_id === got.frame_id) as ProcessedFrame;
      if ('frame_data' in got) fail('image-kept', { message: 'The result still holds the image.' });
      const isNear = near(got.brightness, right.brightness);
      const brightness = isNear ? got.brightness : right.brightness;
      const resolution_category = categoryName(right.frame_height);
      equal(got, { ...right, brightness, resolution_category }, 'wrong-result', 'A result is wrong.');
      equal(key, got.source, 'wrong-sink-key', "A result's key is not the source.");
    }

    const bad = expected.filter((frame) => 'reason' in frame);
    expectExactly(rejected, bad, 'processed-rejected', 'rejected-missing');
    for (const { key, value } of rejected) {
      const got = JSON.parse(value ?? 'null') as RejectedFrame;
      if ('frame_data' in got) fail('image-kept', { message: 'The rejected frame still holds the image.' });
      const right = bad.find(({ frame_id }) => frame_id === got.frame_id);
      equal(got, right, 'wrong-rejected', 'A rejected frame is wrong.');
      equal(key, got.source, 'wrong-sink-key', "A rejected frame's key is not the source.");
    }
  },
);

function categoryName(height: number): ProcessedFrame['resolution_category'] {
  if (height >= 1080) return 'Full HD';
  return height >= 720 ? 'HD' : 'SD';
}

/** What the service was asked says what the job does before it asks. */
function expectQuestions(asked: readonly Question[], sent: readonly Sent[]): void {
  const [first] = asked;
  if (first && !Buffer.isBuffer(first.bytes)) {
    fail('bytes-missing', { message: 'The job asks without the bytes of the frame.', got: Object.keys(first) });
  }
  if (first && (first.frame_width === undefined || first.frame_height === undefined)) {
    const got = Object.keys(first);
    fail('request-missing', { message: 'The job does not tell the size that the frame says it has.', got });
  }
  for (const { expected, frame } of sent) {
    if (expected !== 'filtered') continue;
    const jpeg = Buffer.from(frame.frame_data, 'base64');
    if (!asked.some(({ bytes }) => bytes.equals(jpeg))) continue;
    fail('filter-missing', {
      message: 'The service was asked about a frame that is not tall.',
      expected: 'frames of more than 480 lines',
      got: `${frame.frame_width} × ${frame.frame_height}`,
    });
  }
}

/** Each of the frames once: what comes twice was asked about twice. */
function expectOnce(asked: readonly Question[]): void {
  const pictures = asked.map(({ bytes }) => bytes.toString('base64'));
  const twice = asked.find((_, index) => pictures.indexOf(pictures[index] ?? '') < index);
  if (!twice) return;
  const message = 'The service was asked about the same frame twice.';
  fail('asked-twice', {
    message,
    expected: '1 question',
    got: `${asked.length} questions for ${new Set(pictures).size} frames`,
  });
}

/** Each of these frames once, and no other. */
function expectExactly(found: StoredRecord[], expected: FrameInfo[], surplus: string, missing: string): void {
  const ids = found.map(({ value }) => idIn(value));
  const unexpected = found.find(({ value }) => !expected.some(({ frame_id }) => frame_id === idIn(value)));
  if (unexpected) {
    fail(surplus, { message: 'The topic holds a frame that does not belong there.', got: unexpected.value ?? 'null' });
  }
  const lost = expected.filter(({ frame_id }) => !ids.includes(frame_id));
  if (lost[0]) {
    const message = `${lost.length} of ${expected.length} frames are not in the topic.`;
    fail(missing, { message, expected: lost[0] });
  }
  const twice = found.find(({ value }, index) => ids.indexOf(idIn(value)) < index);
  if (twice) fail('doubled', { message: 'The topic holds a frame more than once.', got: twice.value ?? 'null' });
}

task('6. Statistics of each source and category', { deadlineMs: 300_000 }, async ({ work, random, kafka, flink }) => {
  await expectGraph(kafka, flink, ['processed', 'rejected', 'statistics']);
  await expectWindows(kafka, flink);
  outcome ??= runJob(work.analyse, random, kafka, flink);
  const { sent, asked, found } = await outcome;
  await found('processed');
  expectQuestions(asked, sent);
  const expected = expectedStatistics(sent);
  const statistics = await found('statistics');
  const nameOf = ({ resolution_category, source, window_start }: Statistics) =>
    `${source}, ${resolution_category}, from ${window_start}`;
  for (const { key, value } of statistics) {
    const got = statisticsIn(value);
    const right = expected.find((one) => nameOf(one) === nameOf(got));
    if (!right) fail('wrong-statistics', { message: 'There were no such frames.', got });
    const mean_brightness = near(got.mean_brightness, right.mean_brightness)
      ? got.mean_brightness
      : right.mean_brightness;
    const id = got.frames > right.frames ? 'wrong-key' : 'wrong-statistics';
    equal(got, { ...right, mean_brightness }, id, `The statistics of ${nameOf(got)} are wrong.`);
    equal(key, got.source, 'wrong-sink-key', "The statistics' key is not the source.");
  }
  const names = statistics.map(({ value }) => nameOf(statisticsIn(value)));
  const missing = expected.find((one) => !names.includes(nameOf(one)));
  if (missing) fail('wrong-key', { message: 'These statistics are missing.', expected: missing });
  if (new Set(names).size < names.length) fail('doubled', { message: 'There are statistics twice.', got: names });
});

function expectedStatistics(sent: readonly Sent[]): Statistics[] {
  const frames = sent.flatMap(({ expected, frame: { frame_data, ...info } }) =>
    typeof expected === 'object' && 'brightness' in expected
      ? [{ ...info, ...expected, resolution_category: categoryName(info.frame_height) }]
      : [],
  );
  return statisticsOf(frames);
}

async function expectWindows(kafka: KafkaLab, flink: FlinkLab): Promise<void> {
  const graph = await flink.graph(argsFor(kafka));
  const window = graph.windows().find((node) => node.op === 'window');
  if (!window) fail('no-window', { message: 'The job has no windows on a keyed stream.' });
  if (graph.nodes.some((node) => node.op === 'watermarks')) {
    fail('watermarks-behind', {
      message: 'The watermarks are made behind the source, where the partitions of both cameras are one stream.',
      expected: 'a camera that is read ahead of the other makes none of its frames late',
      got: "what is read first raises the watermark, and the other camera's frames come too late",
    });
  }
  const { assigner } = window.params;
  if ('time' in assigner && assigner.time === 'processing') {
    fail('processing-time', { message: "The job's windows follow the clock, not the frames.", got: window.name });
  }
  if ('slideMs' in assigner && assigner.slideMs < assigner.sizeMs) {
    fail('overlapping', { message: 'The windows overlap: a frame counts in several.', got: JSON.stringify(assigner) });
  }
  const size = 'sizeMs' in assigner ? assigner.sizeMs : undefined;
  if (size !== WINDOW_MS) {
    fail('wrong-size', { message: "The windows don't have 10 s, one after the other.", got: JSON.stringify(assigner) });
  }
}
