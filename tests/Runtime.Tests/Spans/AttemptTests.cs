using System.Net;

namespace TracedLlm.Tests.Spans;

public class AttemptTests
{
    [Fact]
    public async Task A_failed_response_that_is_not_disposed_ends_when_the_next_attempt_starts()
    {
        using var request = new TracedRequest();
        var left = await LlmSpan.StartCall("gpt-4o").EndWith(Task.FromResult(new HttpResponseMessage(HttpStatusCode.ServiceUnavailable)));

        using (LlmSpan.StartCall("gpt-4o"))
        {
            Assert.Equal("503", request.Ended("chat gpt-4o").GetTagItem("error.type"));
        }

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER] (parent caller)
            └─ litellm_request
               ├─ chat gpt-4o [CLIENT] ERROR "The provider answered 503 Service Unavailable."  {litellm.attempt.kind=initial}
               └─ chat gpt-4o [CLIENT]  {litellm.attempt.kind=retry}
                  └─ → chat gpt-4o
            """,
            request.End(200, "litellm.attempt.kind"));
        left.Dispose();
    }

    [Fact]
    public async Task A_response_that_succeeded_stays_open_beside_another_attempt()
    {
        using var request = new TracedRequest();
        using var open = await LlmSpan.StartCall("first").EndWith(Task.FromResult(new HttpResponseMessage()));

        LlmSpan.StartCall("second").End();

        Assert.DoesNotContain("first", request.Print(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_attempt_after_a_success_is_not_a_retry()
    {
        using var request = new TracedRequest();
        LlmSpan.StartCall("plan").End();
        LlmSpan.StartCall("answer").End();

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER] (parent caller)
            └─ litellm_request
               ├─ chat plan [CLIENT]  {litellm.attempt.index=0, litellm.attempt.kind=initial}
               └─ chat answer [CLIENT]  {litellm.attempt.index=1, litellm.attempt.kind=initial}
            """,
            request.End(200, "litellm.attempt.index", "litellm.attempt.kind"));
    }

    [Fact]
    public void Values_that_are_no_stage_or_mode_are_traced_all_the_same()
    {
        using var request = new TracedRequest();
        LlmSpan.StartStage((LlmStage)9).End();
        LlmSpan.StartGuardrail("pii", (GuardrailMode)42).End();

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER] (parent caller)
            ├─ stage
            └─ litellm_request
               └─ guardrail  {litellm.guardrail.mode=unknown}
            """,
            request.End(200, "litellm.guardrail.mode"));
    }
}
