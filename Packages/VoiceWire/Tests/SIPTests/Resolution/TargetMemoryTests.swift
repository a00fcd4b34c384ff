import SIP
import Testing
import WireTesting

@Suite(.rfc(3263, "4.3"))
struct TargetMemoryTests {
  private func target(_ number: Int, _ transport: TransportProtocol = .udp) -> Destination {
    Destination(flow: nil, transport: transport, address: HostPort(host: "192.0.2.\(number)", port: 5060))
  }

  @Test func `a server that failed comes last for a minute, then takes its place again`() {
    var memory = TargetMemory()
    let targets = [target(1), target(2), target(1, .tcp)]
    memory.failed(targets[0], at: .seconds(10))
    #expect(memory.ordered(targets, at: .seconds(69)) == [target(2), target(1, .tcp), target(1)])
    #expect(memory.ordered(targets, at: .seconds(70)) == targets)
  }

  @Test func `when all have failed, all are tried in their order`() {
    var memory = TargetMemory()
    memory.failed(target(2), at: .zero)
    memory.failed(target(1), at: .zero)
    #expect(memory.ordered([target(1), target(2)], at: .seconds(1)) == [target(1), target(2)])
  }

  @Test func `one that answers is alive at once`() {
    var memory = TargetMemory()
    memory.failed(target(1), at: .zero)
    memory.reached(target(1))
    #expect(!memory.isDead(target(1), at: .seconds(1)))
  }

  @Test func `Retry-After is heard, but not for hours`() {
    var memory = TargetMemory()
    memory.failed(target(1), wait: .seconds(5), at: .zero)
    #expect(!memory.isDead(target(1), at: .seconds(6)))
    memory.failed(target(1), wait: .seconds(100_000), at: .zero)
    #expect(memory.isDead(target(1), at: .seconds(299)))
    #expect(!memory.isDead(target(1), at: .seconds(301)))
  }

  @Test func `no more are remembered than there is room for, the freshest stay`() {
    var memory = TargetMemory(capacity: 3)
    for number in 1...5 { memory.failed(target(number), at: .seconds(number)) }
    #expect((1...5).filter { memory.isDead(target($0), at: .seconds(6)) } == [3, 4, 5])
  }
}
