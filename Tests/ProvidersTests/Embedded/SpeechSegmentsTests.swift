import Audio
import Testing

@testable import Providers

@Suite struct SpeechSegmentsTests {
  @Test func `telephone speech is taken at twice its rate`() {
    let segments = SpeechSegments([Int16](repeating: 16384, count: 8000), rate: .hz8000)
    #expect(segments.pieces.map(\.count) == [16000])
    #expect(segments.pieces.first.map { abs($0[8000] - 0.5) < 0.01 } == true)
  }

  @Test func `long speech is cut where it is quietest`() {
    var samples = [Int16](repeating: 10000, count: 40 * 16000)
    let quiet = 13 * 16000
    for index in quiet..<quiet + 640 { samples[index] = 0 }
    let pieces = SpeechSegments(samples, rate: .hz16000).pieces
    #expect(pieces.reduce(0) { $0 + $1.count } == samples.count)
    #expect(pieces.allSatisfy { $0.count <= SpeechSegments.longest })
    #expect((quiet...quiet + 640).contains(pieces[0].count))
  }

  @Test func `silence without end is cut all the same`() {
    let pieces = SpeechSegments([Int16](repeating: 0, count: 60 * 8000), rate: .hz8000).pieces
    #expect(pieces.count > 3)
    #expect(pieces.allSatisfy { !$0.isEmpty && $0.count <= SpeechSegments.longest })
  }

  @Test func `nothing has no pieces`() {
    #expect(SpeechSegments([], rate: .hz8000).pieces.isEmpty)
  }

  @Test func `a piece is led in and out by silence`() {
    let padded = SpeechSegments.padded([1, 1], extra: 5)
    #expect(padded.count == SpeechSegments.leadIn + 5 + 2 + SpeechSegments.leadOut)
    #expect(padded.firstIndex(of: 1) == SpeechSegments.leadIn + 5)
  }
}
