using Microsoft.AspNetCore.Http;
using OpenTelemetry;
using OpenTelemetry.Trace;
using TracedLlm.Export.Pipeline;
using TracedLlm.Export.Tests.Pipeline;
using TracedLlm.Export.Views;
using TracedLlm.Export.Views.Langfuse;
using TracedLlm.Export.Views.LangSmith;
using TracedLlm.Export.Views.LiteLlmOtel;
using TracedLlm.Export.Views.OpenInference;
using TracedLlm.Export.Views.SemanticConventions;
using TracedLlm.Testing.Otlp;
using TracedLlm.Testing.Waiting;

namespace TracedLlm.Export.Tests.Views;

/// <summary>Every view shows a request whose caller is not authenticated in a trace of its own.</summary>
[Collection(ProcessWide.Name)]
public sealed class SeparateTraceTests : IDisposable
{
    private const string Trace = "0af7651916cd43dd8448eb211c80319c";
    private const string Span = "b7ad6b7169203331";
    private const string Body = """{"litellm_metadata": {"session_id": "s-of-others", "trace_user_id": "u-of-others", "trace_name": "n-of-others", "tags": ["t-of-others"], "colour": "c-of-others"} }""";

    private static readonly (string Name, string Value)[] Headers = [("traceparent", $"00-{Trace}-{Span}-01"), ("tracestate", "vendor=x")];

    private readonly TestedPipeline _tested = new();
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TracerProvider? _provider;

    public static TheoryData<string> Views => ["canonical", "langfuse", "langfuse with parent", "langsmith", "langsmith with parent", "phoenix", "litellm"];

    [Theory]
    [MemberData(nameof(Views))]
    public async Task A_refused_request(string view)
    {
        var spans = await SendAsync(view, static http =>
        {
            using (LlmSpan.StartStage("rate_limit"))
            {
            }

            using (var auth = LlmSpan.StartStage(LlmStage.Auth))
            {
                auth.RecordException(new InvalidOperationException("no key"));
            }

            http.Response.StatusCode = 401;
            return Task.CompletedTask;
        });

        Assert.Equal(4, spans.Count);
        var root = Assert.Single(spans, span => span.Kind == ReceivedSpanKind.Server);
        Assert.NotEqual(Trace, root.TraceId);
        Assert.All(spans, span => Assert.Equal((root.TraceId, "", span == root ? "" : root.SpanId), (span.TraceId, span.TraceState, span.ParentSpanId)));
        Assert.Equal([(Trace, Span)], spans.SelectMany(span => span.Links).Select(link => (link.TraceId, link.SpanId)));
        Assert.Empty(TextsOfOthers(spans));
    }

    [Theory]
    [MemberData(nameof(Views))]
    public async Task A_request_that_is_served_keeps_what_it_names(string view)
    {
        var spans = await SendAsync(view, static http =>
        {
            using (LlmSpan.StartStage(LlmStage.Auth))
            {
            }

            using var attempt = LlmSpan.StartCall("claude");
            return http.Response.WriteAsync("hello");
        });

        Assert.Equal(["c-of-others", "n-of-others", "s-of-others", "t-of-others", "u-of-others"], TextsOfOthers(spans).Order(StringComparer.Ordinal));
        if (view != "langsmith")
        {
            Assert.All(spans, span => Assert.Equal(Trace, span.TraceId));
        }
    }

    [Fact]
    public async Task A_request_whose_caller_is_not_known_after_five_seconds_is_held_on()
    {
        var answer = SendAsync("canonical", async http =>
        {
            using (LlmSpan.StartStage("rate_limit"))
            {
            }

            LlmSpan.StartStage(LlmStage.Auth).EndInconclusive();
            _reached.SetResult();
            await _goOn.Task;
            http.Response.StatusCode = 401;
        });
        await _reached.Task;
        await _tested.Clock.WaitForTimerAsync(TimeSpan.FromSeconds(5));
        _tested.Clock.Advance(TimeSpan.FromSeconds(5));
        _goOn.SetResult();

        var spans = await answer;
        Assert.DoesNotContain(spans, span => span.TraceId == Trace);
    }

    [Fact]
    public async Task Without_room_for_held_spans_the_request_is_separate_from_then_on()
    {
        _tested.Settings = _tested.Settings with { MaxHeldBytes = 0 };

        var spans = await SendAsync("canonical", static http =>
        {
            LlmSpan.StartStage(LlmStage.Auth).EndInconclusive();
            using (LlmSpan.StartStage("rate_limit"))
            {
            }

            using (LlmSpan.StartStage(LlmStage.Auth))
            {
            }

            using var attempt = LlmSpan.StartCall("claude");
            return http.Response.WriteAsync("hello");
        });

        var root = Assert.Single(spans, span => span.Kind == ReceivedSpanKind.Server);
        Assert.NotEqual(Trace, root.TraceId);
        Assert.Equal(6, spans.Count);
        Assert.All(spans, span => Assert.Equal((root.TraceId, ""), (span.TraceId, span.TraceState)));
        Assert.Empty(TextsOfOthers(spans));
        Assert.Equal(root.TraceId, Assert.Single(spans, span => span.Name == "litellm_request").Attributes["litellm.trace_id"]);
    }

    public void Dispose()
    {
        _provider?.Dispose();
        _tested.Dispose();
    }

    private static SpanView Create(string view) => view switch
    {
        "canonical" => new SemanticConventionsView(),
        "langfuse" => new LangfuseView(),
        "langfuse with parent" => new LangfuseView { Settings = new() { KeepsParent = true } },
        "langsmith" => new LangSmithView(keepsParent: false),
        "langsmith with parent" => new LangSmithView(keepsParent: true),
        "phoenix" => new OpenInferenceView(),
        "litellm" => new LiteLlmView(),
        _ => throw new ArgumentOutOfRangeException(nameof(view), view, "No such view."),
    };

    private static IEnumerable<string> TextsOfOthers(IEnumerable<ReceivedSpan> spans) => spans
        .SelectMany(span => span.Attributes)
        .SelectMany(attribute => attribute.Value switch
        {
            string text => text.Split('"', ',', '[', ']'),
            IEnumerable<object?> texts => texts.Select(text => $"{text}"),
            _ => [],
        })
        .Where(text => text.EndsWith("-of-others", StringComparison.Ordinal))
        .Distinct();

    private async Task<IReadOnlyList<ReceivedSpan>> SendAsync(string view, RequestDelegate handler)
    {
        _tested.Endpoints = [TestedPipeline.Endpoint(view: Create(view))];
        _provider = Sdk.CreateTracerProviderBuilder().AddTracedLlm().AddProcessor(new ExportProcessor(_tested.Pipeline, _tested.Ledger).ObserveRuntime()).Build();
        await using var gateway = await ExportGateway.StartAsync([], handler: handler);
        await gateway.PostAsync(Body, Headers);

        // The server ends a request after its caller has the answer. What ends after the shutdown is dropped.
        await Eventually.BecomesTrueAsync(() => _tested.Ledger.SpansEnded == _tested.Ledger.SpansStarted);
        await Task.Run(() => _provider.Shutdown(30_000));
        return [.. _tested.Backend.All.SelectMany(request => request.Spans)];
    }
}
