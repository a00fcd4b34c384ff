import Agents

/// A model on this machine that reads slowly and keeps what it read: it is given an agent's instructions before the
/// caller's first words, so that only those are left to read.
struct WarmedModel: LanguageModel {
  let model: any LanguageModel

  func reply(to request: ModelRequest) -> AsyncThrowingStream<ModelPiece, any Error> { model.reply(to: request) }

  func warm(for request: ModelRequest) async {
    do {
      // With the first piece of a reply the instructions were read.
      for try await _ in model.reply(to: request) { return }
    } catch {
      // The first real question will say what is wrong.
    }
  }
}
