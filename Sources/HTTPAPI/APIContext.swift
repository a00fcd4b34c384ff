public import Hummingbird
public import Identifiers

/// What is known of a request while it is answered.
public struct APIContext: RequestContext {
  public var coreContext: CoreRequestContextStorage
  /// The client's `X-Request-Id`, or one of ours.
  public internal(set) var requestID: String
  /// Whose key the request carries; nil where no key is needed.
  public internal(set) var workspace: ID<Workspace>?

  public init(source: ApplicationRequestContextSource) {
    coreContext = CoreRequestContextStorage(source: source)
    requestID = RequestID.make()
  }

  /// - Throws: 401 without one.
  func authorized() throws(APIError) -> ID<Workspace> {
    guard let workspace else { throw .unauthorized }
    return workspace
  }
}
