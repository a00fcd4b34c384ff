import Testing

@testable import Agents

@Suite struct SilenceTrimTests {
  private let sound = [Int16](repeating: 5000, count: 400)

  private func silence(_ milliseconds: Int) -> [Int16] { (0..<8 * milliseconds).map { $0 % 2 == 0 ? 40 : -40 } }

  @Test func `20 ms stay of the silence before the first sound, 300 ms of that after the last`() {
    var trim = SilenceTrim(rate: 8000)
    #expect(trim.process(silence(150) + sound + silence(800)) == silence(20) + sound + silence(300))
    #expect(trim.finish().isEmpty)
  }

  @Test(arguments: [1, 7, 160, 1000, 9000])
  func `what is cut does not depend on how the sound is cut into chunks, and pauses stay`(size: Int) {
    var trim = SilenceTrim(rate: 8000)
    let whole = silence(150) + sound + silence(700) + sound + silence(100) + sound + silence(500)
    var heard: [Int16] = []
    for start in stride(from: 0, to: whole.count, by: size) {
      heard += trim.process(Array(whole[start..<min(start + size, whole.count)]))
    }
    #expect(
      heard + trim.finish()
        == silence(20) + sound + silence(700) + sound + silence(100) + sound + silence(300))
  }

  @Test func `what sounds is given at once`() {
    var trim = SilenceTrim(rate: 8000)
    #expect(trim.process(sound) == sound)
    #expect(trim.process(silence(50) + sound) == silence(50) + sound)
  }

  @Test func `of a phrase without sound the last samples still come`() {
    var trim = SilenceTrim(rate: 8000)
    #expect(trim.process(silence(500)).isEmpty)
    #expect(trim.finish() == silence(20))
  }

  @Test func `after two seconds without sound the silence is let through`() {
    var trim = SilenceTrim(rate: 8000)
    #expect(trim.process(silence(1900)).isEmpty)
    #expect(!trim.process(silence(200)).isEmpty)
    #expect(trim.process(silence(100)) == silence(100))
  }
}
