import SIP

/// MD5 (RFC 1321) and SHA-256 (FIPS 180-4), plain and slow, so that published digests can be compared.
enum Hashes {
  static let all: DigestHash = { algorithm, bytes in
    algorithm == .md5 ? md5(bytes) : sha256(bytes)
  }

  private static func padded(_ bytes: [UInt8], littleEndian: Bool) -> [UInt8] {
    var padded = bytes + [0x80]
    while padded.count % 64 != 56 { padded.append(0) }
    let length = (0..<8).map { UInt8(truncatingIfNeeded: (bytes.count * 8) >> (8 * $0)) }
    return padded + (littleEndian ? length : length.reversed())
  }

  static func md5(_ bytes: [UInt8]) -> [UInt8] {
    let shifts: [[UInt32]] = [[7, 12, 17, 22], [5, 9, 14, 20], [4, 11, 16, 23], [6, 10, 15, 21]]
    let table = md5Table
    var state: [UInt32] = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476]
    let input = padded(bytes, littleEndian: true)
    for start in stride(from: 0, to: input.count, by: 64) {
      let words = (0..<16).map { word in
        (0..<4).reduce(UInt32(0)) { $0 | UInt32(input[start + word * 4 + $1]) << UInt32(8 * $1) }
      }
      var (a, b, c, d) = (state[0], state[1], state[2], state[3])
      for i in 0..<64 {
        let mix: UInt32
        let index: Int
        switch i / 16 {
        case 0: (mix, index) = ((b & c) | (~b & d), i)
        case 1: (mix, index) = ((d & b) | (~d & c), (5 * i + 1) % 16)
        case 2: (mix, index) = (b ^ c ^ d, (3 * i + 5) % 16)
        default: (mix, index) = (c ^ (b | ~d), (7 * i) % 16)
        }
        let sum = mix &+ a &+ table[i] &+ words[index]
        let shift = shifts[i / 16][i % 4]
        (a, d, c, b) = (d, c, b, b &+ (sum << shift | sum >> (32 - shift)))
      }
      state = zip(state, [a, b, c, d]).map { $0 &+ $1 }
    }
    return state.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> UInt32(8 * $0)) } }
  }

  // The whole part of |sin(i + 1)| · 2³², found with integers alone would be longer than the table.
  private static let md5Table: [UInt32] = [
    0xd76a_a478, 0xe8c7_b756, 0x2420_70db, 0xc1bd_ceee, 0xf57c_0faf, 0x4787_c62a, 0xa830_4613, 0xfd46_9501,
    0x6980_98d8, 0x8b44_f7af, 0xffff_5bb1, 0x895c_d7be, 0x6b90_1122, 0xfd98_7193, 0xa679_438e, 0x49b4_0821,
    0xf61e_2562, 0xc040_b340, 0x265e_5a51, 0xe9b6_c7aa, 0xd62f_105d, 0x0244_1453, 0xd8a1_e681, 0xe7d3_fbc8,
    0x21e1_cde6, 0xc337_07d6, 0xf4d5_0d87, 0x455a_14ed, 0xa9e3_e905, 0xfcef_a3f8, 0x676f_02d9, 0x8d2a_4c8a,
    0xfffa_3942, 0x8771_f681, 0x6d9d_6122, 0xfde5_380c, 0xa4be_ea44, 0x4bde_cfa9, 0xf6bb_4b60, 0xbebf_bc70,
    0x289b_7ec6, 0xeaa1_27fa, 0xd4ef_3085, 0x0488_1d05, 0xd9d4_d039, 0xe6db_99e5, 0x1fa2_7cf8, 0xc4ac_5665,
    0xf429_2244, 0x432a_ff97, 0xab94_23a7, 0xfc93_a039, 0x655b_59c3, 0x8f0c_cc92, 0xffef_f47d, 0x8584_5dd1,
    0x6fa8_7e4f, 0xfe2c_e6e0, 0xa301_4314, 0x4e08_11a1, 0xf753_7e82, 0xbd3a_f235, 0x2ad7_d2bb, 0xeb86_d391,
  ]

  static func sha256(_ bytes: [UInt8]) -> [UInt8] {
    func rotated(_ x: UInt32, _ count: UInt32) -> UInt32 { x >> count | x << (32 - count) }
    let table = primeRoots(64, cube: true)
    var state = primeRoots(8, cube: false)
    let input = padded(bytes, littleEndian: false)
    for start in stride(from: 0, to: input.count, by: 64) {
      var words = (0..<16).map { word in
        (0..<4).reduce(UInt32(0)) { $0 << 8 | UInt32(input[start + word * 4 + $1]) }
      }
      for i in 16..<64 {
        let a = words[i - 15]
        let b = words[i - 2]
        let low = rotated(a, 7) ^ rotated(a, 18) ^ a >> 3
        let high = rotated(b, 17) ^ rotated(b, 19) ^ b >> 10
        words.append(words[i - 16] &+ low &+ words[i - 7] &+ high)
      }
      var s = state
      for i in 0..<64 {
        let big = rotated(s[4], 6) ^ rotated(s[4], 11) ^ rotated(s[4], 25)
        let first = s[7] &+ big &+ ((s[4] & s[5]) ^ (~s[4] & s[6])) &+ table[i] &+ words[i]
        let small = rotated(s[0], 2) ^ rotated(s[0], 13) ^ rotated(s[0], 22)
        let second = small &+ ((s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]))
        s = [first &+ second, s[0], s[1], s[2], s[3] &+ first, s[4], s[5], s[6]]
      }
      state = zip(state, s).map { $0 &+ $1 }
    }
    return state.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> UInt32(24 - 8 * $0)) } }
  }

  /// The first 32 bits of the fractions of the square or cube roots of the first primes.
  private static func primeRoots(_ count: Int, cube: Bool) -> [UInt32] {
    var primes: [UInt64] = []
    var candidate: UInt64 = 2
    while primes.count < count {
      if primes.allSatisfy({ candidate % $0 != 0 }) { primes.append(candidate) }
      candidate += 1
    }
    return primes.map { prime in
      // The largest r with r² ≤ p·2⁶⁴ or r³ ≤ p·2⁹⁶; its lower 32 bits are the fraction.
      var root: UInt64 = 0
      for bit in (0..<36).reversed() {
        let trial = UInt128(root | 1 << UInt64(bit))
        let fits = cube ? trial * trial * trial <= UInt128(prime) << 96 : trial * trial <= UInt128(prime) << 64
        if fits { root = UInt64(trial) }
      }
      return UInt32(truncatingIfNeeded: root)
    }
  }
}
