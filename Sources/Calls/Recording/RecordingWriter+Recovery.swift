internal import Audio
internal import Glibc

extension RecordingWriter {
  /// Makes whole what a crash left half written in the folder, before the first recording of a start. A file without
  /// any sample is removed.
  ///
  /// - Returns: the paths of the files that now stand.
  public func recoverTorn() -> [String] {
    guard let directory = opendir(folder) else { return [] }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name.hasPrefix(RecordingFile.partPrefix), name.hasSuffix(RecordingFile.partSuffix) { names.append(name) }
    }
    closedir(directory)
    return names.sorted().compactMap { recover("\(folder)/\($0)", name: $0) }
  }

  /// Writes the real length into the header of one file, from how long it is.
  private func recover(_ partPath: String, name: String) -> String? {
    let descriptor = open(partPath, O_RDWR | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var header = [UInt8](repeating: 0, count: WAVStream.headerBytes)
    guard pread(descriptor, &header, header.count, 0) == header.count, let torn = WAVStream(reopening: header) else {
      unlink(partPath)
      return nil
    }
    let frame = torn.channels * 2
    let length = Int(lseek(descriptor, 0, SEEK_END))
    let samples = (length - WAVStream.headerBytes) / frame
    guard samples > 0 else {
      unlink(partPath)
      return nil
    }
    let whole = torn.closedHeader(samples: samples)
    let path = "\(folder)/\(name.dropFirst(RecordingFile.partPrefix.count).dropLast(".part".count))"
    guard ftruncate(descriptor, WAVStream.headerBytes + samples * frame) == 0,
      pwrite(descriptor, whole, whole.count, 0) == whole.count, fdatasync(descriptor) == 0,
      rename(partPath, path) == 0
    else { return nil }
    return path
  }
}
