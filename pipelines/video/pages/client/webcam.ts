import { CAPTURE_HEADER_BYTES, type CameraReport, type CaptureOrder, type WebcamOrder } from '../messages.js';
import { element, openLink } from './link.js';

/** Frames that are on their way to Kafka at a time: more would only wait. */
const MAX_ON_THE_WAY = 2;
const REPORT_EVERY_MS = 500;

const video = element<HTMLVideoElement>('preview');
const stateText = element<HTMLElement>('state');
const button = element<HTMLButtonElement>('switch');
const canvas = document.createElement('canvas');

let order: CaptureOrder | undefined;
let stream: MediaStream | undefined;
let wanted = true;
let onTheWay = 0;
let sent = 0;
let leftOut = 0;
let leftOutSinceLast = 0;
let capturing: ReturnType<typeof setTimeout> | undefined;
let sentTimes: number[] = [];

const link = openLink({
  onOpen() {
    onTheWay = 0;
  },
  onText(text) {
    const message = JSON.parse(text) as WebcamOrder;
    if (message.type === 'taken') onTheWay = Math.max(0, onTheWay - 1);
    else begin(message);
  },
  onAway(isOver) {
    order = undefined;
    clearTimeout(capturing);
    const what = isOver ? 'The producer has ended.' : 'The producer does not answer.';
    say(`${what} Start it again with "npm run video:producer webcam": this page then goes on by itself.`);
  },
});

function begin(capture: CaptureOrder): void {
  order = capture;
  element('source').textContent = capture.source;
  document.title = `Camera to Kafka: ${capture.source}`;
  if (stream) showCamera(stream);
  else if (wanted) void openCamera();
  else {
    say('The camera is off. The producer waits for it.');
    report('stopped', '');
  }
}

async function openCamera(): Promise<void> {
  if (!order) return;
  setButton('Stop the camera');
  wanted = true;
  if (!navigator.mediaDevices) {
    return fail('missing', 'This browser gives no camera to this page.', 'no mediaDevices');
  }
  say('The browser asks whether this page may use the camera: allow it.');
  report('asking', '');
  const { width, height, fps } = order;
  const video = { width: { ideal: width }, height: { ideal: height }, frameRate: { ideal: fps } };
  try {
    const opened = await navigator.mediaDevices.getUserMedia({ video, audio: false });
    if (!wanted) return close(opened);
    showCamera(opened);
  } catch (error) {
    explain(error as DOMException);
  }
}

function explain({ name, message }: DOMException): void {
  if (name === 'NotAllowedError' || name === 'SecurityError') {
    fail(
      'refused',
      'The camera may not be used: permission was refused. Allow it beside the address of this page, then press "Try again".',
      message,
    );
  } else if (name === 'NotFoundError' || name === 'OverconstrainedError') {
    fail(
      'missing',
      'No camera was found. Plug one in, then press "Try again". Without one: npm run video:producer generated',
      message,
    );
  } else {
    fail(
      'busy',
      `The camera can't be opened (${message}). Does another program use it? Close that, then press "Try again".`,
      message,
    );
  }
}

function fail(state: CameraReport['state'], sentence: string, detail: string): void {
  wanted = false;
  setButton('Try again');
  say(sentence);
  report(state, detail);
}

function showCamera(opened: MediaStream): void {
  stream = opened;
  const track = opened.getVideoTracks()[0];
  track?.addEventListener('ended', () => {
    if (stream !== opened) return;
    stopCapture();
    fail('lost', 'The camera went away. Plug it in, then press "Try again".', '');
  });
  video.srcObject = opened;
  void video.play();
  say('The camera is on, and its frames go to Kafka.');
  report('on', track?.label || 'no name');
  clearTimeout(capturing);
  capture(performance.now());
}

/** Captures one frame, and sees to the next in time; one that is late doesn't make the others late. */
function capture(due: number): void {
  if (!order || !stream) return;
  const interval = 1000 / order.fps;
  const next = Math.max(due + interval, performance.now());
  capturing = setTimeout(() => capture(next), next - performance.now());
  if (video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA || video.videoWidth === 0) return;
  if (onTheWay >= MAX_ON_THE_WAY) {
    leftOut += 1;
    leftOutSinceLast += 1;
    return;
  }
  onTheWay += 1;
  draw();
  send(order, Date.now());
}

function draw(): void {
  const { videoWidth, videoHeight } = video;
  if (canvas.width !== videoWidth || canvas.height !== videoHeight) {
    canvas.width = videoWidth;
    canvas.height = videoHeight;
  }
  canvas.getContext('2d')?.drawImage(video, 0, 0);
}

function send({ quality, maxBytes }: CaptureOrder, capturedAt: number): void {
  const { width, height } = canvas;
  canvas.toBlob(
    (jpeg) => {
      if (!jpeg || jpeg.size > maxBytes || !order) {
        onTheWay = Math.max(0, onTheWay - 1);
        leftOut += 1;
        leftOutSinceLast += 1;
        return;
      }
      const header = new DataView(new ArrayBuffer(CAPTURE_HEADER_BYTES));
      header.setFloat64(0, capturedAt, true);
      header.setUint32(8, leftOutSinceLast, true);
      leftOutSinceLast = 0;
      link.send(new Blob([header, jpeg]));
      sent += 1;
      sentTimes.push(performance.now());
      element('size').textContent = `${width}×${height}, ${Math.ceil(jpeg.size / 1000)} kB`;
    },
    'image/jpeg',
    quality,
  );
}

function stopCapture(): void {
  clearTimeout(capturing);
  if (stream) close(stream);
  stream = undefined;
  video.srcObject = null;
}

function close(opened: MediaStream): void {
  for (const track of opened.getTracks()) track.stop();
}

function report(state: CameraReport['state'], detail: string): void {
  link.send(JSON.stringify({ type: 'camera', state, detail } satisfies CameraReport));
}

function say(sentence: string): void {
  stateText.textContent = sentence;
}

function setButton(text: string): void {
  button.textContent = text;
}

button.addEventListener('click', () => {
  if (!stream) {
    void openCamera();
    return;
  }
  wanted = false;
  stopCapture();
  setButton('Start the camera');
  say('The camera is stopped.');
  report('stopped', '');
});

document.addEventListener('visibilitychange', () => {
  if (stream) report(document.hidden ? 'hidden' : 'visible', '');
});

setInterval(() => {
  sentTimes = sentTimes.filter((time) => performance.now() - time < 2_000);
  element('sent').textContent = sent === 1 ? '1 frame' : `${sent} frames`;
  element('rate').textContent = `${(sentTimes.length / 2).toFixed(1)} frames/s`;
  element('left-out').textContent = leftOut === 1 ? '1 frame' : `${leftOut} frames`;
}, REPORT_EVERY_MS);
