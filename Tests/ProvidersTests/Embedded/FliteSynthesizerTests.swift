import Agents
import Audio
import Testing

@testable import Providers

@Suite(.timeLimit(.minutes(1))) struct FliteSynthesizerTests {
  @Test func `flite speaks where it is installed, and says how to get it where not`() async throws {
    let flite: FliteSynthesizer
    do throws(EngineError) {
      flite = try FliteSynthesizer()
    } catch {
      #expect(error.code == .unavailable)
      #expect(error.message.contains("apt-get install libflite1"))
      return
    }
    let clips = try await flite.clips("Hello.")
    #expect(clips.map(\.rate) == [.hz16000])
    let length = clips.reduce(0) { $0 + $1.samples.count }
    #expect((4000...24000).contains(length))
    #expect(clips.contains { $0.samples.contains { abs(Int($0)) > 2000 } })
    let slow = try await flite.clips("Hello.", voice: SpeechSettings(speed: 0.5)).reduce(0) { $0 + $1.samples.count }
    #expect(slow > length * 3 / 2)
    #expect(try await flite.clips("...").isEmpty)
  }
}
