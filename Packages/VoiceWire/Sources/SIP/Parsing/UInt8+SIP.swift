extension UInt8 {
  var isSIPSpace: Bool { self == 0x20 || self == 0x09 }
  var isDigit: Bool { self >= 0x30 && self <= 0x39 }
  var isLetter: Bool { asciiLower >= 0x61 && asciiLower <= 0x7A }

  /// RFC 3261 §25.1: alphanum and `-.!%*_+`'~`.
  var isSIPToken: Bool { isIn(0x03FF_6CA2_0000_0000, 0x47FF_FFFF_87FF_FFFE) }

  /// What a host name or IPv4 address is made of; the underscore is not in the RFC but in the field.
  var isHostCharacter: Bool { isIn(0x03FF_6000_0000_0000, 0x07FF_FFFE_87FF_FFFE) }

  /// Spaces, control characters, quotes and angle brackets.
  var isNeverInURI: Bool { isIn(0x5000_0005_FFFF_FFFF, 0) }

  /// Whether its bit is set in a table of the 128 ASCII characters, the lower half first.
  private func isIn(_ lower: UInt64, _ upper: UInt64) -> Bool {
    self < 0x80 && (self < 0x40 ? lower : upper) >> UInt64(self & 0x3F) & 1 == 1
  }

  var hexDigit: UInt8? {
    if isDigit { return self &- 0x30 }
    let lower = asciiLower
    return lower >= 0x61 && lower <= 0x66 ? lower &- 0x57 : nil
  }
}
