/// Which socket of a line: the even port carries media, the odd one control.
public enum MediaChannel: UInt8, Sendable {
  case rtp
  case rtcp
}
