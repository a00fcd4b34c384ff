/// How long each stage of an answer took, in milliseconds; nil where there was no such stage.
public struct TurnLatency: Hashable, Sendable {
  /// From the caller's last sound to the decision that the turn was over.
  public var endpointing: Int?
  /// From asking the transcriber to its text. It runs while the turn's end is being decided.
  public var transcription: Int?
  /// From asking the model to the first piece that could be spoken.
  public var languageModel: Int?
  /// From asking the synthesizer to its first sound.
  public var synthesis: Int?
  /// From the caller's last sound to the first sound of the answer.
  public var total: Int?

  public init(
    endpointing: Int? = nil, transcription: Int? = nil, languageModel: Int? = nil, synthesis: Int? = nil,
    total: Int? = nil
  ) {
    self.endpointing = endpointing
    self.transcription = transcription
    self.languageModel = languageModel
    self.synthesis = synthesis
    self.total = total
  }
}
