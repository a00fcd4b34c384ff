import Audio
import Calls
import Foundation
import Testing

/// A folder that goes away with the test.
private final class Scratch {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// All names, hidden ones too.
  var names: [String] { (try? FileManager.default.contentsOfDirectory(atPath: path).sorted()) ?? [] }
}

private func wav(_ path: String) throws -> WAVFile {
  try WAVFile(Array(try Data(contentsOf: URL(fileURLWithPath: path))))
}

extension CallRecording {
  fileprivate func record(caller: Int16, agent: Int16, count: Int = 160) {
    record(
      caller: [Int16](repeating: caller, count: count).span, agent: [Int16](repeating: agent, count: count).span)
  }
}

@Suite struct RecordingTests {
  @Test func `the caller is on the left and the agent on the right, in one file`() async throws {
    let scratch = try Scratch()
    let writer = RecordingWriter(folder: scratch.path)
    let recording = writer.begin(name: "conv_1", rate: .hz8000)
    recording.record(caller: 1, agent: 2)
    writer.step()
    recording.record(caller: 3, agent: 4)
    recording.close()
    writer.step()
    let path = scratch.path + "/conv_1.wav"
    #expect(await recording.outcome() == .saved(path: path, duration: .milliseconds(40), samplesDropped: 0))
    let file = try wav(path)
    #expect(file.rate == .hz8000)
    #expect(file.channels[0] == [Int16](repeating: 1, count: 160) + [Int16](repeating: 3, count: 160))
    #expect(file.channels[1] == [Int16](repeating: 2, count: 160) + [Int16](repeating: 4, count: 160))
    #expect(scratch.names == ["conv_1.wav"])
  }

  @Test func `until it is finished it has no name that anyone would open, and a crash leaves what was written`() throws
  {
    let scratch = try Scratch()
    let writer = RecordingWriter(folder: scratch.path)
    let recording = writer.begin(name: "conv_2", rate: .hz16000)
    recording.record(caller: 5, agent: 6, count: 320)
    writer.step()
    #expect(scratch.names == [".conv_2.wav.part"])
    #expect(try wav(scratch.path + "/.conv_2.wav.part").channels[1] == [Int16](repeating: 6, count: 320))
    #expect(recording.failure == nil)
  }

  @Test func `the next start makes a torn file whole and removes one without sound`() throws {
    let scratch = try Scratch()
    do {
      let writer = RecordingWriter(folder: scratch.path)
      let recording = writer.begin(name: "torn", rate: .hz16000)
      recording.record(caller: 5, agent: 6, count: 320)
      _ = writer.begin(name: "empty", rate: .hz8000)
      writer.step()
    }
    // The last pair came only half to the disk.
    let part = try #require(FileHandle(forWritingAtPath: scratch.path + "/.torn.wav.part"))
    try part.seekToEnd()
    try part.write(contentsOf: Data([1, 2, 3]))
    try part.close()
    try Data([1, 2, 3]).write(to: URL(fileURLWithPath: scratch.path + "/.rubbish.wav.part"))

    #expect(RecordingWriter(folder: scratch.path).recoverTorn() == [scratch.path + "/torn.wav"])
    #expect(scratch.names == ["torn.wav"])
    let bytes = try Data(contentsOf: URL(fileURLWithPath: scratch.path + "/torn.wav"))
    #expect(bytes.count == 44 + 320 * 4)
    #expect(Array(bytes[40..<44]) == [0, 5, 0, 0])
    #expect(try wav(scratch.path + "/torn.wav").channels[0] == [Int16](repeating: 5, count: 320))
    #expect(RecordingWriter(folder: scratch.path).recoverTorn().isEmpty)
  }

  @Test func `recovery of a folder that is not there does nothing`() {
    #expect(RecordingWriter(folder: "/nowhere/at/all").recoverTorn().isEmpty)
  }

  @Test func `a missing folder is made, for its owner only`() async throws {
    let scratch = try Scratch()
    let folder = scratch.path + "/a/b"
    let writer = RecordingWriter(folder: folder + "/")
    let recording = writer.begin(name: "x", rate: .hz8000)
    recording.close()
    writer.step()
    #expect(await recording.outcome() == .saved(path: folder + "/x.wav", duration: .zero, samplesDropped: 0))
    let attributes = try FileManager.default.attributesOfItem(atPath: folder + "/x.wav")
    #expect(attributes[.posixPermissions] as? NSNumber == 0o600)
  }

  @Test func `a folder that cannot be written fails the recording with the reason, and the call goes on`() async throws
  {
    let scratch = try Scratch()
    try Data().write(to: URL(fileURLWithPath: scratch.path + "/file"))
    let writer = RecordingWriter(folder: scratch.path + "/file")
    let recording = writer.begin(name: "x", rate: .hz8000)
    writer.step()
    let reason = try #require(recording.failure)
    #expect(reason.contains("cannot create") && reason.contains("/file/.x.wav.part"))
    #expect(reason.contains("Not a directory"))
    recording.record(caller: 1, agent: 2)
    #expect(await recording.finish() == .failed(reason: reason))
  }

  @Test func `a full disk fails the recording, and others go on`() async throws {
    let scratch = try Scratch()
    // Every write to this device says that no space is left.
    try FileManager.default.createSymbolicLink(
      atPath: scratch.path + "/.full.wav.part", withDestinationPath: "/dev/full")
    let writer = RecordingWriter(folder: scratch.path)
    let full = writer.begin(name: "full", rate: .hz8000)
    let other = writer.begin(name: "other", rate: .hz8000)
    writer.step()
    let reason = try #require(full.failure)
    #expect(reason.contains("No space left") && reason.contains("free space"))
    other.record(caller: 1, agent: 1)
    other.close()
    writer.step()
    #expect(
      await other.outcome()
        == .saved(
          path: scratch.path + "/other.wav", duration: .milliseconds(20), samplesDropped: 0))
    #expect(scratch.names == ["other.wav"])
  }

  @Test func `a writer that stands still costs samples of both sides alike, and says how many`() async throws {
    let scratch = try Scratch()
    let writer = RecordingWriter(folder: scratch.path)
    let recording = writer.begin(name: "slow", rate: .hz8000)
    for frame in 0..<250 { recording.record(caller: Int16(frame), agent: Int16(frame + 1000)) }
    recording.close()
    writer.step()
    #expect(
      await recording.outcome()
        == .saved(
          path: scratch.path + "/slow.wav", duration: .seconds(4), samplesDropped: 50 * 160))
    let file = try wav(scratch.path + "/slow.wav")
    #expect(zip(file.channels[0], file.channels[1]).allSatisfy { $1 - $0 == 1000 })
  }

  @Test func `frames after the end are not taken`() async throws {
    let scratch = try Scratch()
    let writer = RecordingWriter(folder: scratch.path)
    let recording = writer.begin(name: "x", rate: .hz8000)
    recording.record(caller: 1, agent: 1)
    recording.close()
    recording.record(caller: 2, agent: 2)
    writer.step()
    #expect(try wav(scratch.path + "/x.wav").channels[0] == [Int16](repeating: 1, count: 160))
  }

  @Test func `sides of different length are cut to the shorter`() throws {
    let scratch = try Scratch()
    let writer = RecordingWriter(folder: scratch.path)
    let recording = writer.begin(name: "x", rate: .hz8000)
    recording.record(caller: ([1, 2, 3] as [Int16]).span, agent: ([4, 5] as [Int16]).span)
    recording.close()
    writer.step()
    #expect(try wav(scratch.path + "/x.wav").channels == [[1, 2], [4, 5]])
  }

  @Test func `a name cannot lead out of the folder`() throws {
    let scratch = try Scratch()
    let writer = RecordingWriter(folder: scratch.path)
    let recording = writer.begin(name: "../../etc/+1 555", rate: .hz8000)
    #expect(recording.name == "______etc__1_555")
    recording.close()
    writer.step()
    #expect(scratch.names == ["______etc__1_555.wav"])
  }

  @Test func `the end of the server completes what is still being recorded`() async throws {
    let scratch = try Scratch()
    let writer = RecordingWriter(folder: scratch.path)
    let known = writer.begin(name: "known", rate: .hz8000)
    writer.step()
    known.record(caller: 1, agent: 1)
    let new = writer.begin(name: "new", rate: .hz8000)
    writer.finishAll()
    #expect(
      await known.outcome()
        == .saved(
          path: scratch.path + "/known.wav", duration: .milliseconds(20), samplesDropped: 0))
    #expect(await new.outcome() == .saved(path: scratch.path + "/new.wav", duration: .zero, samplesDropped: 0))
  }

  @Test func `the thread writes by itself, and stopping it leaves whole files`() async throws {
    let scratch = try Scratch()
    let writer = RecordingWriter(folder: scratch.path)
    let thread = RecordingThread(writer, every: .milliseconds(1))
    thread.start()
    let finished = writer.begin(name: "finished", rate: .hz8000)
    finished.record(caller: 1, agent: 1)
    #expect(
      await finished.finish()
        == .saved(
          path: scratch.path + "/finished.wav", duration: .milliseconds(20), samplesDropped: 0))
    let open = writer.begin(name: "open", rate: .hz8000)
    thread.stop()
    thread.stop()
    #expect(await open.outcome() == .saved(path: scratch.path + "/open.wav", duration: .zero, samplesDropped: 0))
  }
}
