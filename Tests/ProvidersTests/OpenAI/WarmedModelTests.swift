import Agents
import Synchronization
import Testing

@testable import Providers

@Suite(.timeLimit(.minutes(1))) struct WarmedModelTests {
  /// Never ends a reply by itself, and remembers what it was asked and that it was let go.
  final class Endless: LanguageModel {
    let asked = Mutex<[ModelRequest]>([])
    let letGo = AsyncStream<Void>.makeStream()

    func reply(to request: ModelRequest) -> AsyncThrowingStream<ModelPiece, any Error> {
      asked.withLock { $0.append(request) }
      return AsyncThrowingStream { continuation in
        continuation.onTermination = { [letGo] _ in letGo.continuation.yield() }
        continuation.yield(.text("Yes"))
      }
    }
  }

  @Test func `a model is warmed by the first piece of a reply, and then let go`() async {
    let model = Endless()
    let request = ModelRequest(instructions: "Be brief.", turns: [.user("Hello.")], tools: [])
    await WarmedModel(model: model).warm(for: request)
    #expect(model.asked.withLock { $0 } == [request])
    var letGo = model.letGo.stream.makeAsyncIterator()
    #expect(await letGo.next() != nil)
  }
}
