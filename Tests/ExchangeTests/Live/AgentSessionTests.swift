import Agents
import Audio
import Calls
import Foundation
import Identifiers
import Logging
import Rooms
import Testing
import TrunklineTesting

@testable import Exchange

@Suite struct AgentSessionTests {
  @Test func `a conversation that is to begin after its call ended does not begin`() {
    let clock = VirtualClock(at: .seconds(1000))
    let store = MemoryStore()
    let executor = StageExecutor()
    let loop = AgentLoop()
    let log = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    let wallClock: @Sendable () -> Date = { VirtualExchange.wall(clock.now) }
    let ids = IDSource { ULID(high: 3, low: 3) }
    let equipment = ExchangeEquipment(
      directory: store, agents: store, records: store, engines: VirtualEngines(clock: clock), agentLoop: loop,
      recordings: RecordingWriter(folder: "recordings-of-nobody"), ids: ids, wallClock: wallClock,
      clock: { clock.now }, pause: { try await clock.wait(for: $0) }, settings: ExchangeSettings(), log: log)
    let record = CallRecord(
      id: ID(ULID(high: 9, low: 9)), workspace: .office, agent: nil, status: .pending, direction: .inbound,
      transport: .sip, roomName: "room", fromNumber: "1", toNumber: "2", createdAt: .distantPast)
    let journal = CallJournal(
      record: record, store: store, wallClock: wallClock, pause: equipment.pause, log: log)
    let session = AgentSession(
      record: record, seat: AgentSeat(identity: "agent", rate: .hz8000), journal: journal, equipment: equipment,
      log: log, telephone: Self.telephone(equipment), onEnd: { _ in })
    _ = Task(executorPreference: executor) { try await session.prepare(.receptionist) }
    for _ in 0..<50 {
      executor.run()
      clock.move(to: clock.now + .milliseconds(20))
    }
    #expect(!journal.record.dynamicVariables.isEmpty)
    let hasEnded = executor.finish {
      await session.stop()
      await session.run()
      return true
    }
    #expect(hasEnded == true)
    #expect(loop.count == 0)
  }

  private static func telephone(_ equipment: ExchangeEquipment) -> AgentTelephone {
    let sip = VirtualSIP()
    let phone = Phone(
      legs: sip, servers: sip, media: ScriptedMediaDesk(),
      settings: PhoneSettings(
        nonceSecret: Array(repeating: 7, count: 16), hash: toyHash, mediaAddress: { _ in "198.51.100.1" },
        clock: { sip.now }))
    let call = phone.makeCall()
    let path = CallPath()
    return AgentTelephone(
      call: call, path: path, transfers: TransferDesk(call: call, path: path, pause: equipment.pause, onGiveUp: {}),
      pause: equipment.pause)
  }
}
