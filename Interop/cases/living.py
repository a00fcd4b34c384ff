"""The life of the server: an end with manners, an end without, and what its records say afterwards."""

from case import case, expect


def call_in_progress(stage, scenario):
    call = stage.sipp(scenario, stage.desk)
    expect(call.wait_for(lambda c: c.sent("ACK"), 15), call.summary())
    return call, stage.conversation()["id"]


@case("server-interrupt", "SIPp", "SIGINT sends BYE to the callers, exits with 0, and closes the record as "
      "`server_shutdown`", short=True)
def interrupt(stage):
    call, conversation = call_in_progress(stage, stage.scenario().answered_call().receive_bye(15))
    status = stage.server.interrupt()
    expect(status == 0, f"the exit status is {status}")
    expect(call.wait(), call.summary())
    stage.note(f"ready again after {stage.server.start():.1f} s")
    record = stage.api.get(f"/v1/conversations/{conversation}")
    expect((record["status"], record["end_reason"]) == ("completed", "server_shutdown"),
           f"the record is {record['status']}, {record['end_reason']}")


@case("server-crash", "SIPp", "after kill -9 the next start closes the conversation with a reason, and a "
      "warning that tells what happened", short=True)
def crash(stage):
    _, conversation = call_in_progress(stage, stage.scenario().answered_call().pause(20).bye())
    stage.server.kill()
    stage.server.start()
    record = stage.api.get(f"/v1/conversations/{conversation}")
    expect(record["status"] in ("completed", "failed"), f"the record is still {record['status']}")
    expect(record["end_reason"], "the record has no end_reason")
    expect(any("without warning" in w for w in record["warnings"]), f"the warnings are {record['warnings']}")
    stage.note(f"{record['status']} with {record['end_reason']}")


@case("server-second-start", "HTTP API", "a second start keeps agents, numbers, trunks and the key")
def second_start(stage):
    def held():
        return [[thing["id"] for thing in stage.api.get(f"/v1/{path}?limit=100")[name]]
                for path, name in (("agents", "agents"), ("phone-numbers", "numbers"), ("sip-trunks", "trunks"))]

    before = held()
    expect(stage.server.interrupt() == 0, "the server did not exit with 0")
    stage.server.start()
    expect(held() == before, "the second start made or lost something")
