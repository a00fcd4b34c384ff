public import Exchange
public import Hummingbird
import Identifiers

/// What is known of a request while it is answered.
public struct APIContext: RequestContext {
  public var coreContext: CoreRequestContextStorage
  /// The client's `X-Request-Id`, or one of ours.
  public internal(set) var requestID: String
  /// The key that the request carries; nil where none is needed.
  public internal(set) var key: APIKey?

  public init(source: ApplicationRequestContextSource) {
    coreContext = CoreRequestContextStorage(source: source)
    requestID = RequestID.make()
  }

  /// Whose key it is.
  ///
  /// - Throws: 401 without one.
  func authorized() throws(APIError) -> ID<Workspace> {
    guard let key else { throw .unauthorized }
    return key.workspace
  }
}
