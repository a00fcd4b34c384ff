/// How this module asks a carrier over HTTP; whoever puts the program together brings the client.
public protocol CarrierHTTP: Sendable {
  /// - Throws: ``CarrierSilence`` when no answer came; the carrier may have done what it was asked all the same.
  func send(_ request: CarrierRequest) async throws -> CarrierResponse
}

/// No answer came. `reason` says why, without secrets.
public struct CarrierSilence: Error, Hashable, Sendable {
  public var reason: String

  public init(reason: String) { self.reason = reason }
}
