import Agents
import Audio
import Logging
import NIOCore
import NIOPosix
import Testing

@testable import Providers

@Suite(.timeLimit(.minutes(1))) struct VoiceSidecarTests {
  /// Runs a sidecar over `peer` while `body` runs.
  func withSidecar(
    _ peer: ScriptedSidecar, clock: ManualClock = ManualClock(), _ body: (VoiceSidecar) async throws -> Void
  ) async throws {
    let sidecar = VoiceSidecar(
      launcher: peer, group: .singletonMultiThreadedEventLoopGroup, clock: clock,
      log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    try await withThrowingTaskGroup { group in
      group.addTask { await sidecar.run() }
      defer { group.cancelAll() }
      try await body(sidecar)
    }
  }

  static func answer(_ frame: SidecarFrame, _ samples: [UInt8]...) -> ScriptedSidecar.Reaction {
    guard frame.kind == .speak else { return .send([]) }
    return .send(
      samples.map { SidecarFrame(.audio, request: frame.request, payload: $0) }
        + [SidecarFrame(.end, request: frame.request)])
  }

  func clips(_ sidecar: VoiceSidecar, _ text: String) async throws -> [SpeechClip] {
    try await HibariSynthesizer(sidecar: sidecar).clips(text)
  }

  @Test func `sentences come in order, at 24 kHz`() async throws {
    let peer = ScriptedSidecar { Self.answer($0, [1, 0], [2, 0, 3, 0]) }
    try await withSidecar(peer) { sidecar in
      await sidecar.waitUntilReady(atMost: .seconds(1))
      let clips = try await self.clips(sidecar, "One. Two.")
      #expect(clips == [SpeechClip(samples: [1], rate: .hz24000), SpeechClip(samples: [2, 3], rate: .hz24000)])
      #expect(sidecar.version == "9.9")
    }
  }

  @Test func `the request names text and speed`() async throws {
    let peer = ScriptedSidecar { Self.answer($0) }
    try await withSidecar(peer) { sidecar in
      await sidecar.waitUntilReady(atMost: .seconds(1))
      _ = try await HibariSynthesizer(sidecar: sidecar).clips("Hi \"you\".", voice: SpeechSettings(speed: 9))
      let frame = try #require(await peer.received.first { $0.kind == .speak })
      #expect(frame.payload == SpeakRequest(text: "Hi \"you\".", speed: 2).json)
    }
  }

  @Test func `two requests in flight are kept apart`() async throws {
    let asked = Recorder<SidecarFrame>()
    let peer = ScriptedSidecar { frame in
      asked.note(frame)
      guard asked.all.count == 2 else { return .send([]) }
      let (first, second) = (asked.all[0].request, asked.all[1].request)
      return .send([
        SidecarFrame(.audio, request: second, payload: [2, 0]), SidecarFrame(.audio, request: first, payload: [1, 0]),
        SidecarFrame(.end, request: second), SidecarFrame(.end, request: first),
      ])
    }
    try await withSidecar(peer) { sidecar in
      await sidecar.waitUntilReady(atMost: .seconds(1))
      let first = sidecar.speech(for: "One.", speed: 1)
      let second = sidecar.speech(for: "Two.", speed: 1)
      var heard: [[Int16]] = []
      for try await clip in first { heard.append(clip.samples) }
      for try await clip in second { heard.append(clip.samples) }
      #expect(heard == [[1], [2]])
    }
  }

  @Test func `a failure is the request's own`() async throws {
    let peer = ScriptedSidecar { frame in
      .send([SidecarFrame(.failure, request: frame.request, payload: Array("KeyError".utf8))])
    }
    try await withSidecar(peer) { sidecar in
      await sidecar.waitUntilReady(atMost: .seconds(1))
      await #expect { try await clips(sidecar, "One.") } throws: { ($0 as? EngineError)?.code == .failed }
      #expect(peer.launched == 1)
    }
  }

  @Test func `before it is ready every request fails at once`() async throws {
    try await withSidecar(ScriptedSidecar(isReady: false)) { sidecar in
      await #expect { try await clips(sidecar, "One.") } throws: { ($0 as? EngineError)?.code == .unavailable }
    }
  }

  @Test func `a sidecar that dies fails what it was saying and is started again after a pause`() async throws {
    let clock = ManualClock()
    let peer = ScriptedSidecar { frame in
      frame.payload == SpeakRequest(text: "Die.", speed: 1).json ? .hangUp : Self.answer(frame, [1, 0])
    }
    try await withSidecar(peer, clock: clock) { sidecar in
      await sidecar.waitUntilReady(atMost: .seconds(1))
      await #expect { try await self.clips(sidecar, "Die.") } throws: { ($0 as? EngineError)?.code == .failed }
      await clock.someoneSleeps(until: .milliseconds(250))
      #expect(peer.launched == 1)
      #expect(peer.ended == 1)
      clock.advance(by: .milliseconds(250))
      await sidecar.waitUntilReady(atMost: .seconds(10))
      let clips = try await self.clips(sidecar, "Live.")
      #expect(clips == [SpeechClip(samples: [1], rate: .hz24000)])
      #expect(peer.launched == 2)
    }
  }

  @Test func `a sidecar that does not answer a ping is ended`() async throws {
    let clock = ManualClock()
    let peer = ScriptedSidecar()
    try await withSidecar(peer, clock: clock) { sidecar in
      await sidecar.waitUntilReady(atMost: .seconds(1))
      await clock.someoneSleeps(until: .seconds(30))
      clock.advance(by: .seconds(30))
      await clock.someoneSleeps(until: .seconds(35))
      #expect(peer.ended == 0)
      clock.advance(by: .seconds(5))
      await clock.someoneSleeps(until: .seconds(35) + .milliseconds(250))
      #expect(peer.ended == 1)
    }
  }

  @Test func `a listener that leaves ends the request`() async throws {
    let peer = ScriptedSidecar { frame in
      .send(frame.kind == .speak ? [SidecarFrame(.audio, request: frame.request, payload: [1, 0])] : [])
    }
    try await withSidecar(peer) { sidecar in
      await sidecar.waitUntilReady(atMost: .seconds(1))
      for try await _ in sidecar.speech(for: "Long.", speed: 1) { break }
      let cancelled = await peer.received.first { $0.kind == .cancel }
      #expect(cancelled?.request == 1)
    }
  }
}
