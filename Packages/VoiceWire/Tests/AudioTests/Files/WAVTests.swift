import Audio
import Testing

/// A WAV file of one `fmt ` and one `data` chunk, with what `extra` puts between.
private func file(
  format: Int, channels: Int, hz: Int = 8000, bits: Int, samples: [UInt8], extra: [UInt8] = [], length: Int? = nil
) -> [UInt8] {
  func number(_ value: Int, _ bytes: Int) -> [UInt8] { (0..<bytes).map { UInt8(value >> (8 * $0) & 255) } }
  let frame = channels * bits / 8
  let body =
    Array("WAVEfmt ".utf8) + number(16, 4) + number(format, 2) + number(channels, 2) + number(hz, 4)
    + number(hz * frame, 4) + number(frame, 2) + number(bits, 2) + extra + Array("data".utf8)
    + number(length ?? samples.count, 4) + samples
  return Array("RIFF".utf8) + number(body.count, 4) + body
}

@Suite struct WAVTests {
  @Test func `what is written is read back`() throws {
    let tone = Signals.sine(440, rate: .hz16000, count: 1000)
    let wav = try WAVFile(WAVStream.file(tone, rate: .hz16000))
    #expect(wav.rate == .hz16000)
    #expect(wav.channels == [tone])
    #expect(wav.duration == .microseconds(62_500))
  }

  @Test func `the header of a closed file is the 44 bytes that every player knows`() {
    var stream = WAVStream(rate: .hz8000, channels: 2)
    _ = stream.interleave(left: ([1, 2] as [Int16]).span, right: ([3, 4] as [Int16]).span)
    #expect(
      stream.closedHeader == [
        0x52, 0x49, 0x46, 0x46, 44, 0, 0, 0, 0x57, 0x41, 0x56, 0x45, 0x66, 0x6D, 0x74, 0x20, 16, 0, 0, 0, 1, 0, 2, 0,
        0x40, 0x1F, 0, 0, 0x00, 0x7D, 0, 0, 4, 0, 16, 0, 0x64, 0x61, 0x74, 0x61, 8, 0, 0, 0,
      ])
    #expect(stream.openHeader.count == WAVStream.headerBytes)
  }

  @Test func `two channels are interleaved, the shorter one filled with silence`() throws {
    var stream = WAVStream(rate: .hz8000, channels: 2)
    let bytes = stream.interleave(left: ([1, -2, 3] as [Int16]).span, right: ([7] as [Int16]).span)
    #expect(bytes == [1, 0, 7, 0, 0xFE, 0xFF, 0, 0, 3, 0, 0, 0])
    #expect(stream.samples == 3)
    let wav = try WAVFile(stream.closedHeader + bytes)
    #expect(wav.channels == [[1, -2, 3], [7, 0, 0]])
    #expect(wav.mono == [4, -1, 1])
  }

  @Test func `a file that was never closed is read to its end`() throws {
    var stream = WAVStream(rate: .hz8000, channels: 2)
    let bytes = stream.interleave(left: ([1, 2] as [Int16]).span, right: ([3, 4] as [Int16]).span)
    #expect(try WAVFile(stream.openHeader + bytes).channels == [[1, 2], [3, 4]])
    #expect(
      try WAVFile(file(format: 1, channels: 1, bits: 16, samples: [1, 0, 2, 0], length: 0)).channels == [[1, 2]])
    // Torn in the middle of a pair.
    #expect(try WAVFile(stream.openHeader + bytes.dropLast(3)).channels == [[1], [3]])
  }

  @Test func `a file whose writer died can be closed from its header and its length`() throws {
    var stream = WAVStream(rate: .hz16000, channels: 2)
    let bytes = stream.interleave(left: ([1, 2] as [Int16]).span, right: ([3, 4] as [Int16]).span)
    let again = try #require(WAVStream(reopening: stream.openHeader))
    #expect(again.rate == .hz16000 && again.channels == 2)
    #expect(again.closedHeader(samples: bytes.count / 4) == stream.closedHeader)
    #expect(WAVStream(reopening: stream.closedHeader) == nil)
    #expect(WAVStream(reopening: Array(stream.openHeader.dropLast())) == nil)
  }

  @Test func `mu-law and A-law are read`() throws {
    #expect(try WAVFile(file(format: 7, channels: 1, bits: 8, samples: [0xFF, 0x80])).channels == [[0, 32124]])
    #expect(try WAVFile(file(format: 6, channels: 2, bits: 8, samples: [0xD5, 0xAA])).channels == [[8], [32256]])
  }

  @Test func `chunks of other kinds are passed over, odd ones with their padding`() throws {
    let list: [UInt8] = Array("LIST".utf8) + [3, 0, 0, 0, 1, 2, 3, 0]
    let wav = try WAVFile(file(format: 1, channels: 1, bits: 16, samples: [9, 0], extra: list))
    #expect(wav.channels == [[9]])
  }

  @Test func `the extensible form is read for what it holds`() throws {
    let chunk: [UInt8] =
      [40, 0, 0, 0, 0xFE, 0xFF, 1, 0, 0x40, 0x1F, 0, 0, 0x80, 0x3E, 0, 0, 2, 0, 16, 0, 22, 0, 16, 0, 0, 0, 0, 0, 1, 0]
      + [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71]
    let bytes: [UInt8] =
      Array("RIFF".utf8) + [0, 0, 0, 0] + Array("WAVEfmt ".utf8) + chunk + Array("data".utf8) + [2, 0, 0, 0, 5, 0]
    #expect(try WAVFile(bytes).channels == [[5]])
  }

  @Test func `what cannot be read says why`() {
    #expect(throws: WAVError.notWAV) { try WAVFile([]) }
    #expect(throws: WAVError.notWAV) { try WAVFile(Array("OggS and more".utf8)) }
    #expect(throws: WAVError.noFormat) { try WAVFile(Array("RIFF\0\0\0\0WAVEdata\0\0\0\0".utf8)) }
    #expect(throws: WAVError.noSamples) {
      try WAVFile(Array(file(format: 1, channels: 1, bits: 16, samples: [])[..<36]))
    }
    #expect(throws: WAVError.unsupported(format: 3, channels: 1, bits: 32)) {
      try WAVFile(file(format: 3, channels: 1, bits: 32, samples: []))
    }
    #expect(throws: WAVError.unsupported(format: 1, channels: 6, bits: 16)) {
      try WAVFile(file(format: 1, channels: 6, bits: 16, samples: []))
    }
  }

  @Test(arguments: 1...20)
  func `no bytes make the reader trap`(seed: UInt64) {
    var numbers = SeededNumbers(seed)
    let valid = file(format: 1, channels: 2, bits: 16, samples: [UInt8](repeating: 3, count: 40))
    for _ in 0..<200 {
      var bytes = valid
      for _ in 0..<Int.random(in: 1...6, using: &numbers) {
        bytes[Int.random(in: 0..<bytes.count, using: &numbers)] = UInt8.random(in: 0...255, using: &numbers)
      }
      bytes.removeLast(Int.random(in: 0...bytes.count, using: &numbers))
      if let wav = try? WAVFile(bytes) { #expect(wav.channels.count <= 2) }
    }
  }
}
