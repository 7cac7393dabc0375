using System.Diagnostics;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace TracedLlm.Tests.Spans;

public class GuardrailTests
{
    public static TheoryData<string, Exception> Breakages => new()
    {
        { "http", new HttpRequestException("down") },
        { "io", new IOException("reset") },
        { "socket", new SocketException(10061) },
        { "timeout", new TimeoutException("slow") },
        { "json", new JsonException("no JSON") },
        { "cancellation", new OperationCanceledException("timed out") },
        { "client_timeout", new TaskCanceledException("timed out", new TimeoutException()) },
        { "regex_timeout", new RegexMatchTimeoutException() },
    };

    [Fact]
    public void A_guardrail_that_finds_nothing_succeeds()
    {
        using var request = new TracedRequest();
        using (LlmSpan.StartGuardrail("pii", GuardrailMode.PreCall))
        {
        }

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER] (parent caller)  {litellm.outcome=ok}
            └─ litellm_request
               └─ guardrail  {litellm.guardrail.action=none, litellm.guardrail.duration=<duration>, litellm.guardrail.mode=pre_call, litellm.guardrail.name=pii, litellm.guardrail.status=success}
            """,
            request.End(200, "litellm.guardrail", "litellm.level", "litellm.outcome"));
    }

    [Fact]
    public void A_masking_guardrail_lets_the_request_go_on()
    {
        using var request = new TracedRequest();
        using (var span = LlmSpan.StartGuardrail("pii", GuardrailMode.PreCall))
        {
            span.SetOutcome(GuardrailOutcome.Masked(3, ["email"]));
        }

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER] (parent caller)  {litellm.outcome=ok}
            └─ litellm_request
               └─ guardrail  {litellm.guardrail.action=mask, litellm.guardrail.masked_entity_count=3, litellm.guardrail.status=guardrail_intervened, litellm.guardrail.violation_categories=[email], litellm.level=DEFAULT}
            """,
            request.End(
                200,
                "litellm.guardrail.action",
                "litellm.guardrail.masked",
                "litellm.guardrail.status",
                "litellm.guardrail.violation",
                "litellm.level",
                "litellm.outcome"));
    }

    [Fact]
    public void A_guardrail_that_reports_masked_entities_has_the_counts_by_type()
    {
        using var request = new TracedRequest();
        using (var span = LlmSpan.StartGuardrail("pii", GuardrailMode.PreCall))
        {
            span.SetOutcome(GuardrailOutcome.Masked(new Dictionary<string, int> { ["phone"] = 1, ["email"] = 2, ["iban"] = 0 }));
        }

        var guardrail = request.Ended("guardrail");
        Assert.Equal(3, guardrail.GetTagItem("litellm.guardrail.masked_entity_count"));
        Assert.Equal("""{"email":2,"phone":1}""", guardrail.GetTagItem("litellm.guardrail.masked_entities"));
    }

    [Fact]
    public void A_skipped_guardrail_is_marked_as_skipped()
    {
        using var request = new TracedRequest();
        using (var span = LlmSpan.StartGuardrail("pii", GuardrailMode.PreCall))
        {
            span.SetOutcome(GuardrailOutcome.NotRun);
        }

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER] (parent caller)  {litellm.outcome=ok}
            └─ litellm_request
               └─ guardrail  {litellm.guardrail.action=none, litellm.guardrail.status=not_run}
            """,
            request.End(200, "litellm.guardrail.action", "litellm.guardrail.status", "litellm.level", "litellm.outcome"));
    }

    [Theory]
    [InlineData(true, """{"score":1}""")]
    [InlineData(false, null)]
    public void The_response_of_a_guardrail_is_content(bool captured, string? response)
    {
        using var request = new TracedRequest(options: new() { CaptureContent = captured });
        using (var span = LlmSpan.StartGuardrail("pii", GuardrailMode.PreCall))
        {
            span.SetOutcome(GuardrailOutcome.Passed with { Response = """{"score":1}""" });
        }

        request.End();
        Assert.Equal(response, request.Ended("guardrail").GetTagItem("litellm.guardrail.response"));
    }

    [Fact]
    public void The_response_of_a_guardrail_is_masked_if_the_request_masks_content()
    {
        using var request = new TracedRequest(options: new() { CaptureContent = true }, headers: [("langfuse_mask_input", "true")]);
        using (var span = LlmSpan.StartGuardrail("pii", GuardrailMode.PreCall))
        {
            span.SetOutcome(GuardrailOutcome.Passed with { Response = "jane@example.com" });
        }

        request.End();
        Assert.Equal("redacted-by-litellm", request.Ended("guardrail").GetTagItem("litellm.guardrail.response"));
    }

    [Fact]
    public void A_block_by_outcome_fails_the_request_and_not_the_guardrail()
    {
        using var request = new TracedRequest();
        using (var span = LlmSpan.StartGuardrail("pii", GuardrailMode.PreCall))
        {
            span.SetOutcome(GuardrailOutcome.Blocked());
        }

        Assert.Equal(Blocked.Replace(": forbidden", "", StringComparison.Ordinal), request.End(400, "error.type", "litellm.guardrail.action", "litellm.guardrail.status", "litellm.level", "litellm.outcome"));
    }

    [Fact]
    public void A_block_by_an_exception_of_any_type_is_the_same()
    {
        using var request = new TracedRequest();
        Throw(LlmSpan.StartGuardrail("pii", GuardrailMode.PreCall), new InvalidOperationException("forbidden"));

        Assert.Equal(Blocked, request.End(400, "error.type", "litellm.guardrail.action", "litellm.guardrail.status", "litellm.level", "litellm.outcome"));
    }

    [Theory]
    [MemberData(nameof(Breakages))]
    public void A_guardrail_that_breaks_is_an_error_of_its_own(string kind, Exception exception)
    {
        using var request = new TracedRequest();
        Throw(LlmSpan.StartGuardrail(kind, GuardrailMode.PreCall), exception);

        var guardrail = request.Ended("guardrail");
        Assert.Equal("guardrail_failed_to_respond", guardrail.GetTagItem("litellm.guardrail.status"));
        Assert.Equal(exception.GetType().FullName, guardrail.GetTagItem("error.type"));
        Assert.Contains("litellm.outcome=ok", request.End(200, "litellm.outcome"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_type_named_as_a_block_is_a_block_even_if_it_looks_like_a_breakage()
    {
        using var request = new TracedRequest();
        Throw(LlmSpan.StartGuardrail("pii", GuardrailMode.PreCall, blocks: [typeof(TimeoutException)]), new TimeoutException("quota"));

        Assert.Equal("guardrail_intervened", request.Ended("guardrail").GetTagItem("litellm.guardrail.status"));
    }

    [Fact]
    public void A_type_declared_as_a_block_is_a_block_even_if_it_derives_from_a_failure_type()
    {
        using var request = new TracedRequest();
        Throw(LlmSpan.StartGuardrail("pii", GuardrailMode.PreCall), new BlockedIoException());

        Assert.Equal("guardrail_intervened", request.Ended("guardrail").GetTagItem("litellm.guardrail.status"));
    }

    [Fact]
    public void A_guardrail_that_only_logs_blocks_nothing()
    {
        using var request = new TracedRequest();
        using (var span = LlmSpan.StartGuardrail("pii", GuardrailMode.LoggingOnly))
        {
            span.SetOutcome(GuardrailOutcome.Blocked());
        }

        Assert.Contains("litellm.outcome=ok", request.End(200, "litellm.outcome"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_guardrail_is_cancelled_and_not_failed_if_the_caller_disconnects()
    {
        using var request = new TracedRequest();
        var span = LlmSpan.StartGuardrail("pii", GuardrailMode.PreCall);
        request.Abort();
        Throw(span, new OperationCanceledException());

        var guardrail = request.Ended("guardrail");
        Assert.Equal("cancelled", guardrail.GetTagItem("litellm.outcome"));
        Assert.Null(guardrail.GetTagItem("litellm.guardrail.status"));
        Assert.Contains("litellm.outcome=cancelled", request.End(200, "litellm.outcome"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_guardrail_that_outlasts_its_request_has_not_responded()
    {
        using var request = new TracedRequest();
        var span = LlmSpan.StartGuardrail("audit", GuardrailMode.LoggingOnly);
        request.End();
        span.SetOutcome(GuardrailOutcome.Blocked());
        span.End();

        Assert.Equal("guardrail_failed_to_respond", request.Ended("guardrail").GetTagItem("litellm.guardrail.status"));
    }

    [Fact]
    public void A_guardrail_that_runs_after_the_response_is_late_and_changes_nothing()
    {
        using var request = new TracedRequest();
        LlmSpan.StartCall("gpt-4o").End();
        request.End();
        using (var span = LlmSpan.StartGuardrail("audit", GuardrailMode.LoggingOnly))
        {
            span.SetOutcome(GuardrailOutcome.Masked(1));
        }

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER] (parent caller)  {litellm.outcome=ok}
            ├─ litellm_request
            │  └─ chat gpt-4o [CLIENT]
            └─ guardrail  {litellm.guardrail.status=guardrail_intervened, litellm.late=true}
            """,
            request.Print("litellm.guardrail.status", "litellm.late", "litellm.outcome"));
    }

    [Fact]
    public void A_call_that_is_cancelled_because_a_guardrail_blocked_during_it_has_not_failed()
    {
        using var request = new TracedRequest();
        var call = LlmSpan.StartCall("gpt-4o");
        using (var span = LlmSpan.StartGuardrail("pii", GuardrailMode.DuringCall))
        {
            span.SetOutcome(GuardrailOutcome.Blocked());
        }

        Throw(call, new TaskCanceledException());

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER] ERROR "Blocked by the guardrail 'pii'" (parent caller)  {error.type=guardrail_intervened, litellm.outcome=blocked}
            ├─ litellm_request ERROR "Blocked by the guardrail 'pii'"  {error.type=guardrail_intervened}
            │  ├─ chat gpt-4o [CLIENT]  {litellm.outcome=cancelled}
            │  └─ guardrail  {litellm.guardrail.mode=during_call, litellm.guardrail.status=guardrail_intervened}
            └─ Failed Proxy Server Request ERROR "Blocked by the guardrail 'pii'"  {error.type=guardrail_intervened}
            """,
            request.End(400, "error.type", "litellm.guardrail.mode", "litellm.guardrail.status", "litellm.outcome"));
    }

    [Fact]
    public void A_call_that_times_out_has_failed_though_a_guardrail_blocked_during_it()
    {
        using var request = new TracedRequest();
        var call = LlmSpan.StartCall("gpt-4o");
        using (var span = LlmSpan.StartGuardrail("pii", GuardrailMode.DuringCall))
        {
            span.SetOutcome(GuardrailOutcome.Blocked());
        }

        Throw(call, new TaskCanceledException("timed out", new TimeoutException()));

        Assert.Equal(ActivityStatusCode.Error, request.Ended("chat gpt-4o").Status);
    }

    [Fact]
    public void A_call_that_is_cancelled_without_a_block_has_failed()
    {
        using var request = new TracedRequest();
        using (LlmSpan.StartGuardrail("pii", GuardrailMode.DuringCall))
        {
        }

        Throw(LlmSpan.StartCall("gpt-4o"), new TaskCanceledException());

        Assert.Equal(ActivityStatusCode.Error, request.Ended("chat gpt-4o").Status);
    }

    [Theory]
    [InlineData(true, "litellm.outcome=cancelled")]
    [InlineData(false, "litellm.outcome=blocked")]
    public void The_earlier_of_block_and_disconnect_decides_the_outcome(bool left, string outcome)
    {
        using var request = new TracedRequest();
        using (var span = LlmSpan.StartGuardrail("pii", GuardrailMode.PostCall))
        {
            if (left)
            {
                request.Abort();
            }

            span.SetOutcome(GuardrailOutcome.Blocked());
        }

        request.Abort();

        Assert.Contains(outcome, request.End(200, "litellm.outcome"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_that_a_guardrail_asks_is_no_attempt_at_the_request()
    {
        using var request = new TracedRequest();
        using (LlmSpan.StartGuardrail("judge", GuardrailMode.PreCall))
        {
            LlmSpan.StartCall("judge-model").End();
        }

        LlmSpan.StartCall("gpt-4o").End();

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER] (parent caller)
            └─ litellm_request
               ├─ guardrail
               │  └─ chat judge-model [CLIENT]
               └─ chat gpt-4o [CLIENT]  {litellm.attempt.index=0}
            """,
            request.End(200, "litellm.attempt.index"));
    }

    public static TheoryData<string, Exception, string> Reasons => new()
    {
        { "own", new BlockWithReason("too violent"), "too violent" },
        { "message", new BlockWithReason(null), "The content is blocked." },
        { "any exception", new InvalidOperationException("forbidden"), "forbidden" },
        { "secret", new BlockWithReason("the key sk-proj-abcdefghijklmnopqrstuvwx"), "the key [redacted]" },
        { "long", new BlockWithReason(new string('a', 2000)), new string('a', 1024) },
    };

    [Theory]
    [MemberData(nameof(Reasons))]
    public void A_block_by_an_exception_has_a_reason(string name, Exception exception, string reason)
    {
        using var request = new TracedRequest();
        using (var span = LlmSpan.StartGuardrail("pii", GuardrailMode.PreCall))
        {
            span.RecordException(exception);
        }

        Assert.Equal((name, reason), (name, request.Ended("guardrail").GetTagItem("litellm.guardrail.reason")));
    }

    [Fact]
    public void The_reason_of_an_outcome_is_that_of_a_block()
    {
        using var request = new TracedRequest();
        foreach (var outcome in (GuardrailOutcome[])[GuardrailOutcome.Blocked(), GuardrailOutcome.Masked(1), GuardrailOutcome.Passed])
        {
            using var span = LlmSpan.StartGuardrail($"{outcome.Action}", GuardrailMode.LoggingOnly);
            span.SetOutcome(outcome with { Reason = "too violent" });
        }

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER] (parent caller)
            └─ litellm_request
               ├─ guardrail  {litellm.guardrail.action=block, litellm.guardrail.reason=too violent}
               ├─ guardrail  {litellm.guardrail.action=mask}
               └─ guardrail  {litellm.guardrail.action=none}
            """,
            request.End(200, "litellm.guardrail.action", "litellm.guardrail.reason"));
    }

    [Fact]
    public void A_guardrail_that_breaks_has_no_reason()
    {
        using var request = new TracedRequest();
        using (var span = LlmSpan.StartGuardrail("pii", GuardrailMode.PreCall))
        {
            span.RecordException(new TimeoutException("slow"));
        }

        Assert.Null(request.Ended("guardrail").GetTagItem("litellm.guardrail.reason"));
    }

    private const string Blocked =
        """
        Received Proxy Server Request [SERVER] ERROR "Blocked by the guardrail 'pii': forbidden" (parent caller)  {error.type=guardrail_intervened, litellm.outcome=blocked}
        ├─ litellm_request ERROR "Blocked by the guardrail 'pii': forbidden"  {error.type=guardrail_intervened}
        │  └─ guardrail  {litellm.guardrail.action=block, litellm.guardrail.status=guardrail_intervened, litellm.level=WARNING}
        └─ Failed Proxy Server Request ERROR "Blocked by the guardrail 'pii': forbidden"  {error.type=guardrail_intervened}
        """;

    private static void Throw(LlmSpan span, Exception exception)
    {
        try
        {
            throw exception;
        }
        catch (Exception caught) when (!span.RecordException(caught))
        {
        }
        finally
        {
            span.End();
        }
    }

    private sealed class BlockWithReason(string? reason) : Exception("The content is blocked."), IGuardrailBlock
    {
        public string? Reason => reason;
    }

    private sealed class BlockedIoException() : IOException("blocked"), IGuardrailBlock;
}
