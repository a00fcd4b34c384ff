internal import Glibc

/// A step of writing a recording that the system refused.
struct RecordingError: Error, CustomStringConvertible {
  enum Step: String {
    case create, write, complete, rename
  }

  let step: Step
  let path: String
  /// The system's `errno`.
  let code: Int32

  var description: String {
    let remedy =
      switch code {
      case ENOSPC, EDQUOT: "free space on that disk"
      case EACCES, EPERM, EROFS: "let the server write there, or name another folder for recordings"
      case ENOENT, ENOTDIR: "name a folder for recordings that can be made"
      case EMFILE, ENFILE: "raise the limit of open files"
      default: "look at the disk"
      }
    return "cannot \(step.rawValue) \(path): \(String(cString: strerror(code))); \(remedy)"
  }
}
