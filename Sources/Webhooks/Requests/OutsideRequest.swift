/// A request to an address that a customer gave.
public struct OutsideRequest: Sendable {
  public var method: String
  public var url: String
  public var headers: [(name: String, value: String)] = []
  /// Nil: none.
  public var body: [UInt8]?
  /// For all of it, from the name's lookup to the answer's last byte.
  public var timeLimit: Duration
  /// Bytes of the answer that are read.
  public var mostAnswer: Int

  public init(method: String = "POST", url: String, body: [UInt8]?, timeLimit: Duration, mostAnswer: Int) {
    self.method = method
    self.url = url
    self.body = body
    self.timeLimit = timeLimit
    self.mostAnswer = mostAnswer
  }
}

public struct OutsideAnswer: Hashable, Sendable {
  public var status: Int
  public var body: [UInt8]
  /// There was more than was read.
  public var isCut: Bool

  public init(status: Int, body: [UInt8] = [], isCut: Bool = false) {
    self.status = status
    self.body = body
    self.isCut = isCut
  }
}

/// Why no answer came, in a sentence.
public enum OutsideProblem: Error, Hashable, Sendable, CustomStringConvertible {
  case badURL
  case unknownHost(String)
  case privateAddress(String)
  case late(Duration)
  case broken(String)

  public var description: String {
    switch self {
    case .badURL: "the address is not an http or https URL"
    case .unknownHost(let host): "\(host) has no address in the DNS"
    case .privateAddress(let host):
      "\(host) is an address of this machine or of a private network, which is refused; "
        + "set TRUNKLINE_ALLOW_PRIVATE_WEBHOOKS=true to allow it"
    case .late(let limit): "no answer within \(Int(limit.seconds)) s"
    case .broken(let why): "the connection failed: \(why)"
    }
  }
}

/// Sends requests to customers' addresses.
public protocol OutsideSender: Sendable {
  func send(_ request: OutsideRequest) async -> Result<OutsideAnswer, OutsideProblem>
}
