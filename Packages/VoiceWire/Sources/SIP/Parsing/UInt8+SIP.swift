extension UInt8 {
  var isSIPSpace: Bool { self == 0x20 || self == 0x09 }
  var isDigit: Bool { self >= 0x30 && self <= 0x39 }
  var isLetter: Bool { asciiLower >= 0x61 && asciiLower <= 0x7A }

  /// RFC 3261 §25.1: alphanum and `-.!%*_+`'~`.
  var isSIPToken: Bool {
    if isLetter || isDigit { return true }
    return switch self {
    case 0x2D, 0x2E, 0x21, 0x25, 0x2A, 0x5F, 0x2B, 0x60, 0x27, 0x7E: true
    default: false
    }
  }

  /// What a host name or IPv4 address is made of; the underscore is not in the RFC but in the field.
  var isHostCharacter: Bool { isLetter || isDigit || self == 0x2D || self == 0x2E || self == 0x5F }

  var hexDigit: UInt8? {
    if isDigit { return self &- 0x30 }
    let lower = asciiLower
    return lower >= 0x61 && lower <= 0x66 ? lower &- 0x57 : nil
  }
}
