public import Audio
internal import Glibc
internal import Synchronization

/// Writes all recordings of a server into one folder, on one thread: ``RecordingThread`` calls ``step()`` every 200 ms.
///
/// A recording whose file cannot be made or written has failed and says why; the call goes on.
public final class RecordingWriter: Sendable {
  /// Where the files are.
  public let folder: String

  /// A recording that has its file.
  private struct Open {
    let recording: CallRecording
    let file: RecordingFile
    var wav: WAVStream
  }

  /// How much of a call waits in memory at most: what a disk may stand still for.
  private static let capacity = Duration.seconds(4)

  /// Recordings begun since the last step.
  private let begun = Mutex<[CallRecording]>([])
  /// Held during a step.
  private let open = Mutex<[Open]>([])

  /// - Parameter folder: made with the first recording if it is missing.
  public init(folder: String) {
    self.folder = folder.count > 1 && folder.hasSuffix("/") ? String(folder.dropLast()) : folder
  }

  /// Begins a recording; its file is made by the next step.
  ///
  /// - Parameter name: unique among all recordings; what is no ASCII letter, digit, `-` or `_` becomes `_`.
  public func begin(name: String, rate: SampleRate) -> CallRecording {
    let recording = CallRecording(name: Self.fileName(name), rate: rate, capacity: Self.capacity)
    begun.withLock { $0.append(recording) }
    return recording
  }

  /// Writes what has gathered, and completes what is closed.
  public func step() {
    let new = begun.withLock { begun in
      defer { begun = [] }
      return begun
    }
    open.withLock { open in
      open += new.compactMap { start($0) }
      var still: [Open] = []
      for var recording in open where advance(&recording) { still.append(recording) }
      open = still
    }
  }

  /// Closes all recordings and completes their files, for the end of the server.
  public func finishAll() {
    for recording in begun.withLock({ $0 }) { recording.close() }
    open.withLock { for open in $0 { open.recording.close() } }
    step()
  }

  private func start(_ recording: CallRecording) -> Open? {
    do throws(RecordingError) {
      let file = try RecordingFile(folder: folder, name: recording.name)
      let wav = WAVStream(rate: recording.rate, channels: 2)
      do throws(RecordingError) {
        try file.append(wav.openHeader)
      } catch {
        file.discard()
        throw error
      }
      return Open(recording: recording, file: file, wav: wav)
    } catch {
      recording.end(.failed(reason: error.description))
      return nil
    }
  }

  /// - Returns: whether the recording goes on.
  private func advance(_ open: inout Open) -> Bool {
    let recording = open.recording
    // Asked before the rings are read: what is put in until the closing is read below.
    let isLast = recording.isClosed
    do throws(RecordingError) {
      try drain(&open)
      guard isLast else { return true }
      try open.file.complete(open.wav.closedHeader)
      recording.end(
        .saved(path: open.file.path, duration: open.wav.duration, samplesDropped: recording.samplesDropped))
    } catch {
      open.file.discard()
      recording.end(.failed(reason: error.description))
    }
    return false
  }

  private func drain(_ open: inout Open) throws(RecordingError) {
    let (caller, agent) = (open.recording.caller, open.recording.agent)
    // The agent's side is written last, so what it has the caller's side has too.
    let count = min(agent.available, caller.available)
    guard count > 0 else { return }
    var left = [Int16](repeating: 0, count: count)
    var right = left
    _ = caller.read(into: &left)
    _ = agent.read(into: &right)
    try open.file.append(open.wav.interleave(left: left.span, right: right.span))
  }

  private static func fileName(_ name: String) -> String {
    let characters = name.map { character -> Character in
      character.isASCII && (character.isLetter || character.isNumber || character == "-" || character == "_")
        ? character : "_"
    }
    return characters.isEmpty ? "_" : String(characters)
  }
}
