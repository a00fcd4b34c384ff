/// Why a call gets no media.
public struct MediaRefusal: Error, Sendable, Hashable {
  /// The SIP status that says so.
  public var status: Int
  /// What happened and what to do.
  public var explanation: String

  public init(status: Int, explanation: String) {
    self.status = status
    self.explanation = explanation
  }
}
