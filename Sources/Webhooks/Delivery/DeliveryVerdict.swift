/// What an attempt means for the delivery.
enum DeliveryVerdict: Hashable {
  case delivered
  /// It is of no use to try again.
  case hopeless(String)
  case failed(String)

  /// - Parameter result: what came back, or why nothing did.
  init(_ result: Result<OutsideAnswer, OutsideProblem>) {
    switch result {
    case .success(let answer):
      switch answer.status {
      case 200..<300: self = .delivered
      case 410: self = .hopeless("the receiver answered 410: it is gone")
      case 300..<400:
        self = .failed("the receiver answered \(answer.status); redirects are not followed, so give the final address")
      default: self = .failed("the receiver answered \(answer.status)")
      }
    case .failure(let problem): self = .failed(problem.description)
    }
  }

  var problem: String? {
    switch self {
    case .delivered: nil
    case .hopeless(let why), .failed(let why): why
    }
  }
}
