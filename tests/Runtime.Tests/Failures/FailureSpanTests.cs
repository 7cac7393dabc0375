using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using TracedLlm.Testing.Otlp;
using TracedLlm.Tests.Gateways;

namespace TracedLlm.Tests.Failures;

/// <summary>The parts of a failure's exception that a backend receives, and their bounds.</summary>
[Collection(ProcessWide.Name)]
public sealed class FailureSpanTests
{
    [Fact]
    public async Task An_error_has_code_message_provider_and_stack_trace()
    {
        var spans = await FailAsync(() =>
        {
            LlmSpan.StartCall("claude", [new(GenAi.ProviderName, "anthropic")]).End();
            throw new InvalidOperationException("boom", new IOException("disk"));
        });

        var failure = Failure(spans).Attributes;
        Assert.Equal(
            ("System.InvalidOperationException", "500", "boom ---> disk", "anthropic"),
            (failure["error.type"], failure["error.code"], failure["error.message"], failure["error.llm_provider"]));
        var stack = Assert.IsType<string>(failure["error.stack_trace"]);
        Assert.StartsWith("System.InvalidOperationException: boom\n   at TracedLlm.Tests.Failures.FailureSpanTests", stack, StringComparison.Ordinal);
        Assert.Contains("\n ---> System.IO.IOException: disk", stack, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_exception_that_refuses_the_caller_has_no_stack_trace_on_any_span()
    {
        var spans = await FailAsync(() =>
        {
            try
            {
                ThrowFrom(LlmSpan.StartStage(LlmStage.Auth), new UnauthorizedAccessException("no such key"));
                return Task.CompletedTask;
            }
            catch (UnauthorizedAccessException)
            {
                throw new BadHttpRequestException("bad key", 401);
            }
        });

        Assert.Equal("401", Failure(spans).Attributes["error.code"]);
        Assert.DoesNotContain(spans, span => span.Attributes.Keys.Contains("error.stack_trace"));
        var events = spans.SelectMany(span => span.Events).ToList();
        Assert.NotEmpty(events);
        Assert.DoesNotContain(events, described => described.Attributes.Keys.Contains("exception.stacktrace"));
    }

    [Fact]
    public async Task A_failure_without_an_exception_has_its_status_as_error_type()
    {
        await using var gateway = await TestGateway.StartAsync(app => app.MapPost("/v1/messages", [TracedLlmRoute] () => Results.StatusCode(503)));
        await gateway.PostAsync("/v1/messages");

        var failure = Failure(await gateway.StopAsync()).Attributes;

        Assert.Equal(["error.type", "error.code", "error.message"], failure.Keys.Where(key => key.StartsWith("error.", StringComparison.Ordinal)));
        Assert.Equal(("503", "503"), (failure["error.type"], failure["error.code"]));
    }

    [Fact]
    public async Task A_success_status_is_not_the_code_of_a_failure()
    {
        await using var gateway = await TestGateway.StartAsync(app => app.MapPost("/v1/messages", [TracedLlmRoute] () => ThrowingGuardrails.DecideAsync(GuardrailOutcome.Blocked())));
        await gateway.PostAsync("/v1/messages");

        var failure = Failure(await gateway.StopAsync()).Attributes;

        Assert.Equal(["error.type", "error.message"], failure.Keys.Where(key => key.StartsWith("error.", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Messages_and_stack_traces_are_cut()
    {
        var spans = await FailAsync(() => throw new InvalidOperationException(new string('x', 100_000), Nested(50)));

        var message = new string('x', 1024);
        var failure = Failure(spans);
        Assert.Equal(message, failure.Attributes["error.message"]);
        Assert.Equal(8192, Assert.IsType<string>(failure.Attributes["error.stack_trace"]).Length);
        Assert.All(spans.Where(span => span.Status == ReceivedStatus.Error), span => Assert.Equal(message, span.StatusMessage));
        var described = Assert.Single(spans.SelectMany(span => span.Events)).Attributes;
        Assert.Equal((message, 8192), (described["exception.message"], Assert.IsType<string>(described["exception.stacktrace"]).Length));
    }

    [Fact]
    public async Task An_exception_that_is_wrapped_on_its_way_is_described_once()
    {
        var spans = await FailAsync(() =>
        {
            try
            {
                ThrowFrom(LlmSpan.StartCall("claude"), new HttpRequestException("refused"));
                return Task.CompletedTask;
            }
            catch (HttpRequestException exception)
            {
                throw new InvalidOperationException("no provider answers", exception);
            }
        });

        Assert.Equal(["chat claude"], spans.Where(span => span.Events.Count > 0).Select(span => span.Name));
        Assert.Equal("no provider answers ---> refused", Failure(spans).Attributes["error.message"]);
    }

    [Fact]
    public async Task Unrelated_exceptions_are_each_described_once()
    {
        var spans = await FailAsync(() =>
        {
            var first = new HttpRequestException("first");
            var second = new HttpRequestException("second");
            foreach (var exception in new[] { first, second, first })
            {
                Record.Exception(() => ThrowFrom(LlmSpan.StartCall("claude"), exception));
            }

            throw second;
        });

        Assert.Equal(["first", "second"], spans.SelectMany(span => span.Events).Select(described => described.Attributes["exception.message"]).Order());
    }

    private static InvalidOperationException? Nested(int depth) => depth == 0 ? null : new InvalidOperationException(new string('y', 1000), Nested(depth - 1));

    private static ReceivedSpan Failure(IEnumerable<ReceivedSpan> spans) => spans.Single(span => span.Name == "Failed Proxy Server Request");

    private static async Task<IReadOnlyList<ReceivedSpan>> FailAsync(Func<Task> handler)
    {
        await using var gateway = await TestGateway.StartAsync(app => app.MapPost("/v1/messages", [TracedLlmRoute] (HttpContext _) => handler()));
        await gateway.PostAsync("/v1/messages");
        return await gateway.StopAsync();
    }

    private static void ThrowFrom(LlmSpan span, Exception exception)
    {
        try
        {
            throw exception;
        }
        catch (Exception caught) when (span.RecordException(caught))
        {
            throw;
        }
        finally
        {
            span.End();
        }
    }
}
