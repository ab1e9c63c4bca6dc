import { OperatorSettings } from './operator-settings.js';

/** The end of a stream. */
export class DataStreamSink extends OperatorSettings {}
