import Calls
import Carriers

extension KeyMethod {
  /// What a trunk is set to.
  init(_ mode: Trunk.DTMFMode) {
    self =
      switch mode {
      case .auto: .auto
      case .rfc4733: .rfc4733
      case .info: .info
      case .inband: .inband
      }
  }
}
