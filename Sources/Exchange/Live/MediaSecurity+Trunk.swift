import Calls
import Carriers

extension MediaSecurity {
  /// What a trunk is set to.
  init(_ encryption: Trunk.MediaEncryption) {
    self =
      switch encryption {
      case .disable: .disable
      case .allow: .allow
      case .require: .require
      }
  }
}
