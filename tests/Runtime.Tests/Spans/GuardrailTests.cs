using System.Net.Sockets;
using System.Text.Json;

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
    public void A_block_by_outcome_fails_the_request_and_not_the_guardrail()
    {
        using var request = new TracedRequest();
        using (var span = LlmSpan.StartGuardrail("pii", GuardrailMode.PreCall))
        {
            span.SetOutcome(GuardrailOutcome.Blocked());
        }

        Assert.Equal(Blocked, request.End(400, "error.type", "litellm.guardrail.action", "litellm.guardrail.status", "litellm.level", "litellm.outcome"));
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
    public void A_type_that_says_it_is_a_block_is_a_block_even_if_it_looks_like_a_breakage()
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

    private const string Blocked =
        """
        Received Proxy Server Request [SERVER] ERROR (parent caller)  {error.type=guardrail_intervened, litellm.outcome=blocked}
        ├─ litellm_request ERROR  {error.type=guardrail_intervened}
        │  └─ guardrail  {litellm.guardrail.action=block, litellm.guardrail.status=guardrail_intervened, litellm.level=WARNING}
        └─ Failed Proxy Server Request ERROR  {error.type=guardrail_intervened}
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

    private sealed class BlockedIoException() : IOException("blocked"), IGuardrailBlock;
}
